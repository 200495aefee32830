package io.xynergy.policy;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway reports of itself.
 *
 * @param tracing absent: none
 * @param seriesBudget most time series that one pod exports
 */
public record TelemetrySpec(
        @Default("{}") AccessLog accessLog,
        @Nullable Tracing tracing,
        @Default("10000") int seriesBudget) {

    /**
     * Which requests get a line.
     *
     * @param rate share of requests, from 0 to 1, when the mode is Sampled
     */
    public record AccessLog(@Default("All") Mode mode, @Nullable BigDecimal rate) {}

    /** Which requests get a line in the access log. */
    public enum Mode {
        ALL,
        ERRORS,
        SAMPLED
    }

    /**
     * Where spans go, as OTLP over HTTP.
     *
     * @param ratio share of requests that begin a trace, from 0 to 1
     */
    public record Tracing(String endpoint, @Default("0.1") BigDecimal ratio) {}
}
