package io.xynergy.gateway.limits;

import io.xynergy.policy.RateLimitSpec;
import io.xynergy.policy.compiled.RateLimit;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One limit of a policy in the terms of the generic cell rate algorithm (ITU-T I.371): a request
 * costs the time in which one is earned, and nobody owes more than a burst costs.
 */
public final class Limit {

    /** Decades, whose sums are still no overflow. */
    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    private final RateLimit settings;
    private final long emission;
    private final long tolerance;
    private final long scope;
    private final byte @Nullable [] header;

    private Limit(RateLimit settings) {
        this.settings = settings;
        long per = TimeUnit.MILLISECONDS.toNanos(settings.perMillis());
        this.emission = Math.ceilDiv(per, (long) settings.requests()); // never more than allowed
        this.tolerance =
                emission > FOR_EVER / settings.burst() ? FOR_EVER : emission * settings.burst();
        // Limits of one name that differ in anything count apart.
        String counted =
                "%s\n%d\n%d\n%d\n%s\n%s\n"
                        .formatted(
                                settings.name(),
                                settings.requests(),
                                settings.perMillis(),
                                settings.burst(),
                                settings.by(),
                                settings.header());
        this.scope = SipHash.of(0, 0, counted.getBytes(StandardCharsets.UTF_8));
        String name = settings.header();
        this.header = name == null ? null : name.getBytes(StandardCharsets.UTF_8);
    }

    /** A limit as the configuration has it. */
    public static Limit of(RateLimit settings) {
        return new Limit(settings);
    }

    public String name() {
        return settings.name();
    }

    /** How many requests in {@link #seconds}. */
    public int requests() {
        return settings.requests();
    }

    /** The time of {@link #requests}, rounded up. */
    public long seconds() {
        return Math.max(1, Math.ceilDiv(settings.perMillis(), 1000));
    }

    /** What tells callers apart. */
    public RateLimitSpec.By by() {
        return settings.by();
    }

    /** The lower-case name of the field by which it counts; null: by none. */
    public byte @Nullable [] header() {
        return header;
    }

    /** Whether it only says what it would do. */
    public boolean isShadow() {
        return settings.shadow();
    }

    /** The time in which one request is earned, in nanoseconds. */
    long emission() {
        return emission;
    }

    /** The most that may be owed, in nanoseconds. */
    long tolerance() {
        return tolerance;
    }

    /** What tells its counts from those of others. */
    long scope() {
        return scope;
    }

    /**
     * What is left to somebody.
     *
     * @param debt what the caller owes, the request included if it is allowed, in nanoseconds
     */
    Quota quota(boolean allowed, long debt) {
        long room = tolerance - debt;
        long wait = allowed ? 0 : Math.max(1, debt + emission - tolerance);
        return new Quota(this, allowed, Math.max(0, room / emission), wait, debt);
    }
}
