package io.xynergy.gateway.limits;

import java.util.concurrent.TimeUnit;

/**
 * What a limit has left for somebody.
 *
 * @param allowed whether the request passes
 * @param remaining requests at once
 * @param waitNanos until another request is allowed; 0: one is
 * @param resetNanos until all is as if nothing had been asked
 */
public record Quota(Limit limit, boolean allowed, long remaining, long waitNanos, long resetNanos) {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Whole seconds until another request is allowed, rounded up; for {@code Retry-After}. */
    public long waitSeconds() {
        return Math.ceilDiv(waitNanos, SECOND);
    }

    /** Whole seconds until the quota is whole again, rounded up. */
    public long resetSeconds() {
        return Math.ceilDiv(resetNanos, SECOND);
    }
}
