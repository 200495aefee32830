package io.xynergy.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a new version of the policy reaches the pods. */
public record RolloutSpec(
        @Default("AllAtOnce") Strategy strategy,
        @Nullable Canary canary,
        @Default("true") boolean rollbackOnReject) {

    /** To all pods at once, or first to a few. */
    public enum Strategy {
        ALL_AT_ONCE,
        CANARY
    }

    /** How many pods go first, for how long, and which share of errors calls it off. */
    public record Canary(
            @Default("1") int pods,
            @Default("60s") Duration observe,
            @Default("1%") Percent maxErrorRate) {}
}
