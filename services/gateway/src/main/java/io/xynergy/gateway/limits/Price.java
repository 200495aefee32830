package io.xynergy.gateway.limits;

import io.xynergy.policy.compiled.RateLimit;

/**
 * A limit in the units of shared counts: eighths of a microsecond, whole numbers that a double has
 * exactly for decades.
 *
 * @param emission in which one request is earned; rounded up, so never more than allowed
 * @param tolerance that is owed at most
 */
public record Price(long emission, long tolerance) {

    public static final int TICKS_PER_MICRO = 8;

    private static final long TICKS_PER_MILLI = 1000L * TICKS_PER_MICRO;

    /** Almost nine years; so that the sum with the time of day is exact. */
    private static final long MOST = 1L << 51;

    static Price of(RateLimit limit) {
        long emission = Math.ceilDiv(limit.perMillis() * TICKS_PER_MILLI, (long) limit.requests());
        long most = MOST / emission;
        return new Price(emission, emission * Math.min(limit.burst(), most));
    }

    /** Nanoseconds of a number of ticks. */
    public static long nanos(long ticks) {
        return ticks * 1000 / TICKS_PER_MICRO;
    }
}
