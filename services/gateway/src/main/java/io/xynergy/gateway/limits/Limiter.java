package io.xynergy.gateway.limits;

import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests against limits within this process.
 *
 * <p>Who asks is known by a keyed hash, so that callers cannot choose with whom they share
 * a place, and no name is held.
 */
public final class Limiter {

    /** A part of the heap: 1/32 of 64 MiB has room for 131,072 callers at once. */
    private static final long PART = 32;

    private static final long MOST_BYTES = 64L << 20;

    private final long key0;
    private final long key1;
    private final long mostBytes;
    private final ReentrantLock making = new ReentrantLock();

    /** Made with the first limit: most gateways of a laptop have none. */
    private volatile @Nullable DebtTable table;

    private final LongAdder refused = new LongAdder();
    private final LongAdder shadowed = new LongAdder();

    /**
     * Has counted nothing yet.
     *
     * @param heap bytes of the process's heap, of which it takes a small part
     */
    public Limiter(long heap) {
        var random = new SecureRandom();
        key0 = random.nextLong();
        key1 = random.nextLong();
        mostBytes = Math.min(MOST_BYTES, heap / PART);
    }

    /** Bytes of memory that it holds. */
    public long bytes() {
        DebtTable made = table;
        return made == null ? 0 : made.bytes();
    }

    /** Requests that were refused. */
    public long refused() {
        return refused.sum();
    }

    /** Requests that a shadow let through over its limit. */
    public long shadowed() {
        return shadowed.sum();
    }

    /** Callers whose place others took; newcomers then take their debts on. */
    public long displaced() {
        DebtTable made = table;
        return made == null ? 0 : made.displaced();
    }

    private DebtTable table() {
        DebtTable made = table;
        if (made != null) {
            return made;
        }
        making.lock();
        try {
            if (table == null) {
                table = new DebtTable(mostBytes);
            }
            return Objects.requireNonNull(table);
        } finally {
            making.unlock();
        }
    }

    /**
     * Counts one request against several limits at once: all of them, or none if one refuses.
     *
     * @param limits in the order of {@code callers}
     * @param callers what tells callers apart, for each limit
     * @param now {@link System#nanoTime}
     * @return what each has left, in the order of the limits
     */
    public Quota[] ask(Limit[] limits, byte[][] callers, long now) {
        DebtTable debts = table();
        var quotas = new Quota[limits.length];
        long[] hashes = new long[limits.length];
        int refusing = -1;
        for (int i = 0; i < limits.length; i++) {
            Limit limit = limits[i];
            hashes[i] = SipHash.of(key0 ^ limit.scope(), key1, callers[i]);
            long debt = debts.add(hashes[i], limit.emission(), limit.tolerance(), now);
            boolean allowed = debt > 0;
            quotas[i] = limit.quota(allowed, allowed ? debt : -debt - limit.emission());
            if (!allowed && limit.isShadow()) {
                shadowed.increment();
            } else if (!allowed && refusing < 0) {
                refusing = i;
            }
        }
        if (refusing >= 0) {
            refused.increment();
            giveBack(debts, limits, quotas, hashes);
        }
        return quotas;
    }

    /** A request that is refused costs nothing. */
    private static void giveBack(DebtTable debts, Limit[] limits, Quota[] quotas, long[] hashes) {
        for (int i = 0; i < limits.length; i++) {
            if (quotas[i].allowed()) {
                debts.giveBack(hashes[i], limits[i].emission());
                quotas[i] = limits[i].quota(true, quotas[i].resetNanos() - limits[i].emission());
            }
        }
    }
}
