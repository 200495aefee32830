package io.xynergy.gateway.limits;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.policy.RateLimitSpec;
import io.xynergy.policy.compiled.RateLimit;
import java.util.concurrent.TimeUnit;

/**
 * One limit of a policy in the terms of the generic cell rate algorithm (ITU-T I.371): a request
 * costs the time in which one is earned, and nobody owes more than a burst costs.
 *
 * <p>It has a table of its own, so that who floods one limit fills no other.
 */
public final class Limit {

    /** Decades, whose sums are still no overflow. */
    private static final long FOR_EVER = Long.MAX_VALUE / 4;

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RateLimit settings;
    private final DebtTable debts;
    private final long emission;
    private final long tolerance;
    private final byte[] header;

    Limit(RateLimit settings, DebtTable debts) {
        this.settings = settings;
        this.debts = debts;
        long per = TimeUnit.MILLISECONDS.toNanos(settings.perMillis());
        this.emission = Math.ceilDiv(per, (long) settings.requests()); // never more than allowed
        this.tolerance =
                emission > FOR_EVER / settings.burst() ? FOR_EVER : emission * settings.burst();
        String name = settings.header();
        this.header = Ascii.folded(name == null ? "" : name);
    }

    public String name() {
        return settings.name();
    }

    /** How many requests pass at once. */
    public int burst() {
        return settings.burst();
    }

    /** Whole seconds in which all of {@link #burst} is earned, rounded up. */
    public long seconds() {
        return Math.ceilDiv(tolerance, SECOND);
    }

    /** The limit in words. */
    public String text() {
        String per =
                settings.perMillis() % 1000 == 0
                        ? settings.perMillis() / 1000 + " s"
                        : settings.perMillis() + " ms";
        return "The limit %s allows %d requests in %s"
                .formatted(settings.name(), settings.requests(), per);
    }

    /** What tells callers apart. */
    public RateLimitSpec.By by() {
        return settings.by();
    }

    /**
     * The name of the field by which it counts, as {@link Ascii#folded} sees it, so that no
     * spelling is another caller; empty: by none.
     */
    public byte[] header() {
        return header;
    }

    /** Whether it only says what it would do. */
    public boolean isShadow() {
        return settings.shadow();
    }

    /** What is left to a caller, of whom nothing more is asked. */
    Quota look(long hash, long now) {
        return quota(debts.owed(hash, now));
    }

    /** What {@link #take} would give, of whom nothing is asked. */
    Quota foresee(long hash, long now) {
        long debt = debts.owed(hash, now);
        Quota left = quota(debt);
        return left.allowed()
                ? new Quota(this, true, left(debt + emission), 0, debt + emission)
                : left;
    }

    /** Counts one request, unless that is too much. */
    Quota take(long hash, long now) {
        long debt = debts.add(hash, emission, tolerance, now);
        return debt > 0 ? new Quota(this, true, left(debt), 0, debt) : quota(-debt - emission);
    }

    /** Takes back what was counted, as another limit refuses the request. */
    void giveBack(long hash) {
        debts.giveBack(hash, emission);
    }

    /** What is left to somebody with a debt, and whether that is enough for a request. */
    private Quota quota(long debt) {
        long wait = Math.max(0, debt + emission - tolerance);
        return new Quota(this, wait == 0, left(debt), wait, debt);
    }

    private long left(long debt) {
        return Math.max(0, (tolerance - debt) / emission);
    }
}
