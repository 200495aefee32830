package io.xynergy.policy.compiled;

import io.xynergy.policy.TelemetrySpec;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway reports of itself.
 *
 * @param accessLogRate share of requests from 0 to 1, set exactly when the mode is SAMPLED
 * @param tracing absent: none
 */
public record TelemetryConfig(
        TelemetrySpec.Mode accessLog,
        @Nullable Double accessLogRate,
        @Nullable Tracing tracing,
        int seriesBudget) {

    public static final TelemetryConfig PLAIN =
            new TelemetryConfig(TelemetrySpec.Mode.ALL, null, null, 10_000);

    /** Where spans go and which share of requests begins a trace. */
    public record Tracing(String endpoint, double ratio) {}
}
