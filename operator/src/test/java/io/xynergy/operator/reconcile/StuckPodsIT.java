package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.Await;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A status names the pods that do not get ready, and why. */
class StuckPodsIT {

    private final OperatorFixture fixture = new OperatorFixture("stuck");

    @AfterEach
    void close() {
        fixture.close();
    }

    /** A pod of a workload as the kubelet would leave it that cannot pull its image. */
    private void withoutImage(String workload, String name) {
        Await.until(() -> "no Deployment " + workload, () -> deployment(workload).get() != null);
        var template = deployment(workload).get().getSpec().getTemplate();
        fixture.admin
                .resource(object(name, template.getMetadata().getLabels(), template.getSpec()))
                .create();
        setWithoutImage(name);
    }

    private RollableScalableResource<Deployment> deployment(String name) {
        return fixture.admin.apps().deployments().inNamespace(fixture.namespace).withName(name);
    }

    private void setWithoutImage(String name) {
        fixture.admin
                .pods()
                .inNamespace(fixture.namespace)
                .withName(name)
                .editStatus(pod ->
                        new PodBuilder(pod)
                                .withNewStatus()
                                .withPhase("Pending")
                                .addNewContainerStatus()
                                .withName("any")
                                .withImage("xynergy/none:9")
                                .withImageID("")
                                .withReady(false)
                                .withRestartCount(0)
                                .withNewState()
                                .withNewWaiting("Back-off", "ImagePullBackOff")
                                .endState()
                                .endContainerStatus()
                                .endStatus()
                                .build());
    }

    private Pod object(String name, Map<String, String> labels, PodSpec spec) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(fixture.namespace)
                .withLabels(labels)
                .endMetadata()
                .withSpec(spec)
                .build();
    }

    private String ready() {
        return condition(Conditions.READY);
    }

    private String live() {
        return condition(Conditions.LIVE);
    }

    /** Status and message. */
    private String condition(String type) {
        return OperatorFixture.condition(fixture.status("shop"), type)
                .map(condition -> condition.status() + " " + condition.message())
                .orElse("");
    }

    @Test
    void aDataPlaneWithoutAPodSaysWhichHasNoImage() {
        fixture.apply("shop", Spec.route("a"));
        withoutImage("shop-gateway", "new");

        String expected =
                "False no pod of the data plane is ready: pod new gets no image xynergy/none:9";
        Await.until(this::live, () -> live().equals(expected));
    }

    @Test
    void aRolloutThatIsStuckIsSaidWhileTrafficFlows() {
        fixture.apply("shop", Spec.route("a"));
        fixture.pods("shop", 1);
        fixture.await("shop", Conditions.READY, "Ready");
        withoutImage("shop-gateway", "new");

        String expected =
                "True traffic flows by the spec, but not through all pods: pod new gets no image xynergy/none:9";
        Await.until(this::ready, () -> ready().equals(expected));
        fixture.admin
                .pods()
                .inNamespace(fixture.namespace)
                .withName("new")
                .withGracePeriod(0)
                .delete();
        Await.until(this::ready, () -> ready().equals("True traffic flows by the spec"));
    }

    @Test
    void aServiceWithoutAPodSaysWhichHasNoImage() {
        fixture.apply("shop", Spec.run(""));
        fixture.pods("shop", 1);
        fixture.await("shop", Conditions.READY, "ServiceUnavailable");
        withoutImage("shop-crm", "new");

        String expected = "False no pod is available of crm: pod new gets no image xynergy/none:9";
        Await.until(this::ready, () -> ready().equals(expected));
        assertThat(live()).isEqualTo("True all 1 ready pods serve it");
    }
}
