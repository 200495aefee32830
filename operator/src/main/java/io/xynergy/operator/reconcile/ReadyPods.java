package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.xynergy.operator.delivery.Peer;
import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The pods that count: ready, and not about to end. */
final class ReadyPods {

    private ReadyPods() {}

    /**
     * The pods to deliver to, by name.
     *
     * @param address where a pod's admin port is
     */
    static List<Peer> of(Collection<Pod> pods, Function<Pod, Optional<URI>> address) {
        return pods.stream()
                .filter(ReadyPods::isReady)
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .flatMap(pod ->
                        address
                                .apply(pod)
                                .map(uri ->
                                        new Peer(pod.getMetadata().getName(), identity(pod), uri))
                                .stream())
                .toList();
    }

    static boolean isReady(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null || pod.getStatus() == null) {
            return false;
        }
        for (PodCondition condition : pod.getStatus().getConditions()) {
            if (condition.getType().equals("Ready")) {
                return condition.getStatus().equals("True");
            }
        }
        return false;
    }

    /** Another one when the pod or its process is. */
    static String identity(Pod pod) {
        int restarts = 0;
        if (pod.getStatus() != null) {
            for (ContainerStatus container : pod.getStatus().getContainerStatuses()) {
                restarts += container.getRestartCount();
            }
        }
        return pod.getMetadata().getUid() + "/" + restarts;
    }
}
