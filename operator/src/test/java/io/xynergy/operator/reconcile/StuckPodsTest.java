package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class StuckPodsTest {

    private static Pod pod(String name, ContainerStatus... containers) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .withContainerStatuses(containers)
                .endStatus()
                .build();
    }

    private static ContainerStatusBuilder container() {
        return new ContainerStatusBuilder().withName("gateway").withImage("xynergy/gateway:9");
    }

    private static ContainerStatus waiting(String reason, String message) {
        return container().withNewState().withNewWaiting(message, reason).endState().build();
    }

    @Test
    void aPodWithoutANodeSaysWhatTheSchedulerFirstSaid() {
        Pod pod =
                new PodBuilder(pod("a"))
                        .editStatus()
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage(
                                "0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: none.")
                        .endCondition()
                        .endStatus()
                        .build();

        assertThat(StuckPods.of(null, List.of(pod)))
                .containsExactly(
                        "pod a finds no node: 0/2 nodes are available: 2 Insufficient cpu");
    }

    @Test
    void aMissingImageSaysTheSameForBothOfItsStates() {
        String error = StuckPods.why(pod("a", waiting("ErrImagePull", "rpc error: not found")));

        assertThat(error)
                .isEqualTo("gets no image xynergy/gateway:9")
                .isEqualTo(StuckPods.why(pod("a", waiting("ImagePullBackOff", "Back-off"))));
    }

    @Test
    void aMissingSecretIsNamed() {
        assertThat(
                        StuckPods.why(
                                pod(
                                        "a",
                                        waiting(
                                                "CreateContainerConfigError",
                                                "secret \"crm-db\" not found"))))
                .isEqualTo(
                        "does not start: CreateContainerConfigError, secret \"crm-db\" not found");
    }

    @Test
    void aContainerThatEndsSaysTheSameWhileItWaitsAndWhileItRunsAgain() {
        ContainerStatus backingOff =
                container()
                        .withNewState()
                        .withNewWaiting("back-off 40s", "CrashLoopBackOff")
                        .endState()
                        .withNewLastState()
                        .withNewTerminated()
                        .withExitCode(78)
                        .withReason("Error")
                        .endTerminated()
                        .endLastState()
                        .build();
        ContainerStatus runningAgain =
                new ContainerStatusBuilder(backingOff)
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .build();

        assertThat(StuckPods.why(pod("a", backingOff)))
                .isEqualTo("ends again and again, last with exit code 78 (Error)")
                .isEqualTo(StuckPods.why(pod("a", runningAgain)));
    }

    @Test
    void whatIsOnItsWayReadyOrEndingIsNotStuck() {
        Pod ready =
                new PodBuilder(pod("b", waiting("ErrImagePull", "")))
                        .editStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .endStatus()
                        .build();
        Pod ending =
                new PodBuilder(pod("c", waiting("ErrImagePull", "")))
                        .editMetadata()
                        .withDeletionTimestamp("2026-01-01T00:00:00Z")
                        .endMetadata()
                        .build();
        Pod starting =
                pod(
                        "d",
                        container()
                                .withNewState()
                                .withNewRunning()
                                .endRunning()
                                .endState()
                                .build());

        assertThat(
                        StuckPods.of(
                                null,
                                List.of(
                                        pod("a", waiting("ContainerCreating", "")),
                                        ready,
                                        ending,
                                        starting,
                                        new PodBuilder()
                                                .withNewMetadata()
                                                .withName("e")
                                                .endMetadata()
                                                .build())))
                .isEmpty();
    }

    @Test
    void podsThatNobodyMayMakeSayWhatForbidsThem() {
        Deployment deployment =
                new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("shop-gateway")
                        .endMetadata()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("ReplicaFailure")
                        .withStatus("True")
                        .withMessage("pods \"shop-gateway-1\" is forbidden: exceeded quota: few")
                        .endCondition()
                        .endStatus()
                        .build();

        assertThat(StuckPods.of(deployment, List.of()))
                .containsExactly(
                        "pods of shop-gateway are not made: pods \"shop-gateway-1\" is forbidden: exceeded quota: few");
    }

    @Test
    void longMessagesAreShortened() {
        assertThat(StuckPods.why(pod("a", waiting("CreateContainerError", "x".repeat(5000)))))
                .hasSizeLessThan(400)
                .endsWith("...");
    }
}
