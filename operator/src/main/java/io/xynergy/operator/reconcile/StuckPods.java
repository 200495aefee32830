package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why pods do not get ready, as far as Kubernetes knows: they find no node, have no image or no
 * Secret, or end again and again. What only takes its time is not among it. The words stay the same
 * for as long as the cause does, so that a status that has them does.
 */
final class StuckPods {

    private static final int LONGEST = 300;

    /** What a container waits for that is on its way. */
    private static final Set<String> ON_ITS_WAY = Set.of("ContainerCreating", "PodInitializing");

    /** Kubernetes goes from one to the other and back. */
    private static final Set<String> NO_IMAGE = Set.of("ErrImagePull", "ImagePullBackOff");

    private StuckPods() {}

    /** What keeps pods from being made, if they are not, and what keeps each pod, by its name. */
    static List<String> of(@Nullable Deployment deployment, Collection<Pod> pods) {
        List<String> all = new ArrayList<>();
        if (deployment != null) {
            String refusal = refusal(deployment);
            if (refusal != null) {
                all.add(
                        "pods of %s are not made: %s"
                                .formatted(deployment.getMetadata().getName(), refusal));
            }
        }
        pods.stream()
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .forEach(pod -> {
                    String why = why(pod);
                    if (why != null) {
                        all.add("pod " + pod.getMetadata().getName() + " " + why);
                    }
                });
        return all;
    }

    /** Why no pods are made, such as a quota or a security standard; absent: they are. */
    static @Nullable String refusal(Deployment deployment) {
        if (deployment.getStatus() == null) {
            return null;
        }
        for (var condition : deployment.getStatus().getConditions()) {
            if ("ReplicaFailure".equals(condition.getType())
                    && "True".equals(condition.getStatus())) {
                return shortened(condition.getMessage());
            }
        }
        return null;
    }

    /** Why a pod does not get ready; absent: it is, ends, or needs only time. */
    static @Nullable String why(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null
                || pod.getMetadata().getDeletionTimestamp() != null
                || ReadyPods.isReady(pod)) {
            return null;
        }
        for (var condition : status.getConditions()) {
            if ("PodScheduled".equals(condition.getType())
                    && "Unschedulable".equals(condition.getReason())) {
                // the sentences after the first tell what the scheduler tried
                return "finds no node: " + shortened(firstSentence(condition.getMessage()));
            }
        }
        for (ContainerStatus container : status.getContainerStatuses()) {
            String why = why(container);
            if (why != null) {
                return why;
            }
        }
        return null;
    }

    private static @Nullable String why(ContainerStatus container) {
        ContainerState state = container.getState();
        ContainerStateWaiting waiting = state == null ? null : state.getWaiting();
        ContainerStateTerminated end = end(container);
        if (waiting != null && NO_IMAGE.contains(waiting.getReason())) {
            return "gets no image " + container.getImage();
        }
        if (end != null) {
            return "ends again and again, last with exit code %d (%s)"
                    .formatted(end.getExitCode(), end.getReason());
        }
        if (waiting == null || ON_ITS_WAY.contains(waiting.getReason())) {
            return null;
        }
        return "does not start: " + waiting.getReason() + ", " + shortened(waiting.getMessage());
    }

    /** How a container ended last, this time or before. */
    private static @Nullable ContainerStateTerminated end(ContainerStatus container) {
        return Stream.of(
                        Optional.ofNullable(container.getState()),
                        Optional.ofNullable(container.getLastState()))
                .flatMap(Optional::stream)
                .map(ContainerState::getTerminated)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String firstSentence(@Nullable String text) {
        String whole = Objects.requireNonNullElse(text, "");
        int end = whole.indexOf(". ");
        return end < 0 ? whole : whole.substring(0, end);
    }

    private static String shortened(@Nullable String text) {
        String whole = Objects.requireNonNullElse(text, "").strip();
        return whole.length() <= LONGEST ? whole : whole.substring(0, LONGEST) + " ...";
    }
}
