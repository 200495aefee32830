package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.xynergy.operator.resource.GatewayPolicyResource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which changes of objects wake the loop up. */
final class UpdateFilters {

    private UpdateFilters() {}

    /** A policy: its spec, its annotations, its end; not its status, which the loop writes. */
    static boolean policy(GatewayPolicyResource now, GatewayPolicyResource before) {
        return !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || !Objects.equals(
                        now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
                || isEnding(now) != isEnding(before);
    }

    /** An object of a policy: pods and Deployments have much in their status that is no matter. */
    static boolean matters(HasMetadata now, HasMetadata before) {
        if (now instanceof Pod pod && before instanceof Pod earlier) {
            return isOtherPod(pod, earlier);
        }
        if (now instanceof Deployment deployment && before instanceof Deployment earlier) {
            return isAvailable(deployment) != isAvailable(earlier)
                    || !Objects.equals(StuckPods.refusal(deployment), StuckPods.refusal(earlier))
                    || isEdited(now, before);
        }
        return true;
    }

    private static boolean isOtherPod(Pod now, Pod before) {
        return ReadyPods.isReady(now) != ReadyPods.isReady(before)
                || isEnding(now) != isEnding(before)
                || !ReadyPods.identity(now).equals(ReadyPods.identity(before))
                || !Objects.equals(ip(now), ip(before))
                || !Objects.equals(StuckPods.why(now), StuckPods.why(before));
    }

    private static boolean isEnding(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() != null;
    }

    private static @Nullable String ip(Pod pod) {
        return pod.getStatus() == null ? null : pod.getStatus().getPodIP();
    }

    private static boolean isAvailable(Deployment deployment) {
        return deployment.getStatus() != null
                && deployment.getStatus().getAvailableReplicas() != null
                && deployment.getStatus().getAvailableReplicas() > 0;
    }

    private static boolean isEdited(HasMetadata now, HasMetadata before) {
        return !Objects.equals(
                        now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
                || !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
                || !Objects.equals(
                        now.getMetadata().getAnnotations(), before.getMetadata().getAnnotations())
                || isEnding(now) != isEnding(before);
    }
}
