package io.xynergy.gateway.limits;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The leases of callers, in a table of a fixed size.
 *
 * <p>Where a set of places is full, a newcomer gets the place whose lease is worth least. That
 * makes nobody fresh: the counts themselves are elsewhere, and a lease that is gone costs its owner
 * the units in it.
 */
final class LeaseTable {

    private static final int WAYS = 8;
    private static final int STRIPES = 64;
    private static final int MOST_SETS = 1 << 20;

    private final @Nullable Lease[] places;
    private final int mask;
    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];
    private final LongAdder displaced = new LongAdder();

    /** A table that takes at most so many bytes when it is full. */
    LeaseTable(long bytes) {
        long sets = Math.clamp(bytes / ((long) WAYS * Lease.BYTES), 1, MOST_SETS);
        int count = Integer.highestOneBit((int) sets);
        places = new Lease[count * WAYS];
        mask = count - 1;
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Bytes that it takes when it is full. */
    long bytes() {
        return (long) places.length * Lease.BYTES;
    }

    /** Leases that had to make room for others. */
    long displaced() {
        return displaced.sum();
    }

    /** The lease of a caller; if all places are in use, one that nobody finds again. */
    Lease of(long hash, long now) {
        int set = (int) hash & mask;
        ReentrantLock lock = locks[set & STRIPES - 1];
        lock.lock();
        try {
            int first = set * WAYS;
            int least = -1;
            int leastWorth = 3;
            for (int i = first; i < first + WAYS; i++) {
                Lease here = places[i];
                if (here == null) {
                    least = least < 0 || leastWorth > 0 ? i : least;
                    leastWorth = 0;
                    continue;
                }
                if (here.tag() == hash) {
                    return here;
                }
                int worth = leastWorth == 0 ? 3 : here.worth(now);
                if (worth < leastWorth) {
                    least = i;
                    leastWorth = worth;
                }
            }
            return place(least, leastWorth, new Lease(hash, lock, now));
        } finally {
            lock.unlock();
        }
    }

    private Lease place(int at, int worth, Lease lease) {
        if (worth > 0) {
            displaced.increment();
        }
        if (at >= 0) {
            places[at] = lease;
        }
        return lease;
    }
}
