package io.xynergy.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a request is sent again. An absent field is taken from the defaults.
 *
 * @param attempts tries after the first
 * @param statuses responses that count as a failure when {@code on} names Status
 * @param methods absent everywhere: the idempotent ones
 * @param budget largest share of requests that may be retries
 */
public record RetrySpec(
        @Nullable Integer attempts,
        @Nullable List<On> on,
        @Nullable List<Integer> statuses,
        @Nullable List<String> methods,
        @Nullable Duration perTryTimeout,
        @Nullable Backoff backoff,
        @Nullable Percent budget) {

    public RetrySpec {
        on = on == null ? null : List.copyOf(on);
        statuses = statuses == null ? null : List.copyOf(statuses);
        methods = methods == null ? null : List.copyOf(methods);
    }

    /** A kind of failure. */
    public enum On {
        CONNECT_FAILURE,
        RESET,
        STATUS
    }

    /** The wait before a retry: doubles from initial up to max. */
    public record Backoff(@Default("25ms") Duration initial, @Default("250ms") Duration max) {}
}
