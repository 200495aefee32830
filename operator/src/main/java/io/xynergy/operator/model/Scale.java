package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.xynergy.policy.Autoscaling;
import org.jspecify.annotations.Nullable;

/** How many pods a workload has. */
sealed interface Scale {

    /** Pods when a policy says nothing: one may end at any time. */
    int USUAL = 2;

    /** Always so many. */
    record Fixed(int replicas) implements Scale {}

    /**
     * As many as an autoscaler says.
     *
     * @param inFlight name of the metric with a pod's requests in flight
     */
    record Auto(Autoscaling bounds, String inFlight) implements Scale {}

    /** The scale that a policy asks for. */
    static Scale of(
            @Nullable Integer replicas, @Nullable Autoscaling autoscaling, String inFlight) {
        if (autoscaling != null) {
            return new Auto(autoscaling, inFlight);
        }
        return new Fixed(replicas == null ? USUAL : replicas);
    }

    /** Pods that there are at least. */
    default int least() {
        return switch (this) {
            case Fixed fixed -> fixed.replicas();
            case Auto auto -> auto.bounds().min();
        };
    }

    /**
     * The number for the Deployment; absent: the autoscaler's to say.
     *
     * <p>A number that nobody owns any more falls back to 1, so the operator lets go of it only
     * when the autoscaler has written one.
     */
    default @Nullable Integer replicas(@Nullable Deployment live) {
        return switch (this) {
            case Fixed fixed -> fixed.replicas();
            case Auto auto -> {
                if (live == null || live.getSpec().getReplicas() == null) {
                    yield (Integer) auto.bounds().min();
                }
                yield isScaledByOthers(live) ? null : live.getSpec().getReplicas();
            }
        };
    }

    private static boolean isScaledByOthers(Deployment live) {
        for (ManagedFieldsEntry entry : live.getMetadata().getManagedFields()) {
            if ("scale".equals(entry.getSubresource())) {
                return true;
            }
        }
        return false;
    }
}
