package io.xynergy.gateway.limits;

import java.util.concurrent.TimeUnit;

/**
 * What a limit has left for somebody.
 *
 * @param allowed whether the request passes
 * @param remaining requests at once
 * @param waitNanos until another request is allowed; 0: one is
 * @param resetNanos until all is as if nothing had been asked; −1: the count cannot be reached
 */
public record Quota(Limit limit, boolean allowed, long remaining, long waitNanos, long resetNanos) {

    private static final long UNKNOWN = -1;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** What a limit says whose count cannot be reached, so that it refuses. */
    static Quota unknown(Limit limit) {
        return new Quota(limit, false, 0, SECOND, UNKNOWN);
    }

    /** What is left once a request that is allowed has been made. */
    Quota afterOne() {
        return new Quota(limit, allowed, Math.max(0, remaining - 1), waitNanos, resetNanos);
    }

    /** Whether the count could be read; false: it refuses because it could not. */
    public boolean isKnown() {
        return resetNanos != UNKNOWN;
    }

    /** Whole seconds until another request is allowed, rounded up; for {@code Retry-After}. */
    public long waitSeconds() {
        return Math.ceilDiv(waitNanos, SECOND);
    }

    /** Whole seconds until the quota is whole again, rounded up. */
    public long resetSeconds() {
        return Math.ceilDiv(Math.max(0, resetNanos), SECOND);
    }
}
