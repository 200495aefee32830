package io.xynergy.gateway.limits;

import io.xynergy.policy.compiled.RateLimit;
import java.util.concurrent.TimeUnit;

/**
 * The part of a limit that a process may allow by itself, in the terms of the generic cell rate
 * algorithm: a request costs the time in which one is earned, and nobody owes more than a burst
 * costs.
 *
 * @param replicas that share the limit in equal parts
 * @param emission nanoseconds in which one request is earned; rounded up, so never more than
 *     allowed
 * @param tolerance nanoseconds that are owed at most; of one request at least
 */
record Share(int replicas, long emission, long tolerance) {

    /** Decades, whose sums are still no overflow. */
    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    static Share of(RateLimit limit, int replicas) {
        long per = TimeUnit.MILLISECONDS.toNanos(limit.perMillis());
        long emission = times(Math.ceilDiv(per, (long) limit.requests()), replicas);
        int burst = Math.max(1, limit.burst() / replicas);
        return new Share(replicas, emission, times(emission, burst));
    }

    private static long times(long nanos, int number) {
        return nanos > FOR_EVER / number ? FOR_EVER : nanos * number;
    }

    /** Requests that somebody with a debt may make at once. */
    long left(long debt) {
        return Math.max(0, (tolerance - debt) / emission);
    }
}
