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

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final RateLimit settings;
    private final DebtTable debts;
    private final Share whole;
    private final SharedKey sharedKey;
    private final Price price;
    private final byte[] header;

    /** Made anew when the number of replicas changes, which is seldom. */
    private volatile Share share;

    Limit(String policy, RateLimit settings, DebtTable debts) {
        this.settings = settings;
        this.debts = debts;
        this.whole = Share.of(settings, 1);
        this.share = whole;
        this.price = Price.of(settings);
        this.sharedKey = SharedKey.of(policy, settings);
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
        return Math.ceilDiv(whole.tolerance(), SECOND);
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

    /** Whether responses show what it has left. */
    public boolean isShown() {
        return !settings.shadow() && settings.responseHeaders() == null;
    }

    /** What {@link #take} would give, of whom nothing is asked. */
    Quota foresee(long hash, long now, int replicas) {
        Share part = share(replicas);
        long debt = debts.owed(hash, now);
        Quota left = quota(debt, part);
        return left.allowed()
                ? new Quota(
                        this, true, part.left(debt + part.emission()), 0, debt + part.emission())
                : left;
    }

    /** Whether a request is refused while the count that replicas share cannot be reached. */
    boolean deniesUncounted() {
        return settings.onRedisDown() == RateLimitSpec.OnRedisDown.DENY;
    }

    /** All of it, as if there were one process. */
    Share whole() {
        return whole;
    }

    /** The same for the count that replicas share. */
    Price price() {
        return price;
    }

    /** Where the shared count of a caller is. */
    String sharedKey(byte[] caller) {
        return sharedKey.of(caller);
    }

    /** The keyed hash of a caller, as different limits have to tell the same one apart. */
    long hash(long key0, long key1, byte[] caller) {
        return SipHash.of(key0 ^ sharedKey.salt(), key1, caller);
    }

    /** What this process's share has left for a caller, of whom nothing more is asked. */
    Quota look(long hash, long now, int replicas) {
        return quota(debts.owed(hash, now), share(replicas));
    }

    /** Counts one request in this process's share, unless that is too much. */
    Quota take(long hash, long now, int replicas) {
        Share part = share(replicas);
        long debt = debts.add(hash, part.emission(), part.tolerance(), now);
        return debt > 0
                ? new Quota(this, true, part.left(debt), 0, debt)
                : quota(-debt - part.emission(), part);
    }

    /** Takes back what was counted, as another limit refuses the request. */
    void giveBack(long hash, int replicas) {
        debts.giveBack(hash, share(replicas).emission());
    }

    private Share share(int replicas) {
        Share known = share;
        if (known.replicas() == replicas) {
            return known;
        }
        Share made = Share.of(settings, replicas);
        share = made;
        return made;
    }

    /** What is left to somebody with a debt, and whether that is enough for a request. */
    private Quota quota(long debt, Share part) {
        long wait = Math.max(0, debt + part.emission() - part.tolerance());
        return new Quota(this, wait == 0, part.left(debt), wait, debt);
    }
}
