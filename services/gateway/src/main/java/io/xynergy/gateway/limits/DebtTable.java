package io.xynergy.gateway.limits;

import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What callers owe, in a table of a fixed size: for each the time at which nothing is owed any
 * more.
 *
 * <p>A place whose time has passed is free. Where a set of places is full, a newcomer gets the
 * place of the caller who owes least, together with that debt (Metwally et al., Space-Saving,
 * 2005). So a flood of callers makes nobody's debt smaller, whoever comes back; it can only make
 * newcomers wait.
 */
final class DebtTable {

    /** Places in a set: two lines of a cache. */
    private static final int WAYS = 8;

    private static final int STRIDE = 2;
    private static final int STRIPES = 64;

    /** A tag and a time for each place. */
    private final long[] places;

    private final int mask;
    private final ReentrantLock[] locks = new ReentrantLock[STRIPES];
    private final LongAdder displaced = new LongAdder();

    /**
     * A table in which nobody owes anything.
     *
     * @param bytes that it may take; it takes more than half of them
     */
    DebtTable(long bytes) {
        long sets = Math.max(1, bytes / ((long) WAYS * STRIDE * Long.BYTES));
        int power = 31 - Integer.numberOfLeadingZeros((int) Math.min(sets, 1 << 22));
        places = new long[(1 << power) * WAYS * STRIDE];
        mask = (1 << power) - 1;
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new ReentrantLock();
        }
    }

    /** Bytes that it takes. */
    long bytes() {
        return (long) places.length * Long.BYTES;
    }

    /** Callers who had to make room for others. */
    long displaced() {
        return displaced.sum();
    }

    /**
     * Has somebody owe more, unless that would be too much.
     *
     * @param hash chooses the caller's set, and tells it from others there
     * @param cost what is added, in nanoseconds
     * @param most that may be owed
     * @param now {@link System#nanoTime}, of which only the differences count
     * @return what is owed now, the cost included; what would be owed, negative, if that is too
     *     much
     */
    long add(long hash, long cost, long most, long now) {
        int set = (int) hash & mask;
        int first = set * WAYS * STRIDE;
        long tag = tag(hash);
        ReentrantLock lock = locks[set & STRIPES - 1];
        lock.lock();
        try {
            int place = place(first, tag, now);
            long next = owedAt(place, now) + cost;
            if (next > most) {
                return -next;
            }
            if (places[place] != 0 && places[place] != tag) {
                displaced.increment();
            }
            places[place] = tag;
            places[place + 1] = now + next;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** What somebody owes. */
    long owed(long hash, long now) {
        int set = (int) hash & mask;
        ReentrantLock lock = locks[set & STRIPES - 1];
        lock.lock();
        try {
            return owedAt(place(set * WAYS * STRIDE, tag(hash), now), now);
        } finally {
            lock.unlock();
        }
    }

    private long owedAt(int place, long now) {
        return places[place] == 0 ? 0 : Math.max(0, places[place + 1] - now);
    }

    /** Takes back what was added, as the request was refused for another reason. */
    void giveBack(long hash, long cost) {
        int set = (int) hash & mask;
        int first = set * WAYS * STRIDE;
        long tag = tag(hash);
        ReentrantLock lock = locks[set & STRIPES - 1];
        lock.lock();
        try {
            for (int i = first; i < first + WAYS * STRIDE; i += STRIDE) {
                if (places[i] == tag) {
                    places[i + 1] -= cost;
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** 0 marks a free place. */
    private static long tag(long hash) {
        return hash == 0 ? 1 : hash;
    }

    /** The caller's place, or a free one, or that of the caller who owes least. */
    private int place(int first, long tag, long now) {
        int free = -1;
        int least = first;
        for (int i = first; i < first + WAYS * STRIDE; i += STRIDE) {
            if (places[i] == tag) {
                return i;
            }
            if (places[i] == 0 || places[i + 1] - now <= 0) {
                free = i;
            } else if (places[i + 1] - places[least + 1] < 0) {
                least = i;
            }
        }
        if (free >= 0) {
            places[free] = 0;
            return free;
        }
        return least;
    }
}
