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
    private long[] places;

    private int mask;
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

    /** Gives its memory back. Nobody may ask it meanwhile; who does later finds nothing. */
    void release() {
        mask = 0;
        places = new long[WAYS * STRIDE];
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
        ReentrantLock lock = lock(hash);
        lock.lock();
        try {
            long tag = tag(hash);
            int place = place(hash, now);
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
        ReentrantLock lock = lock(hash);
        lock.lock();
        try {
            return owedAt(place(hash, now), now);
        } finally {
            lock.unlock();
        }
    }

    private long owedAt(int place, long now) {
        return places[place] == 0 ? 0 : Math.max(0, places[place + 1] - now);
    }

    /** Takes back what was added, as the request was refused for another reason. */
    void giveBack(long hash, long cost) {
        ReentrantLock lock = lock(hash);
        lock.lock();
        try {
            int place = known(hash);
            if (place >= 0) {
                places[place + 1] -= cost;
            }
        } finally {
            lock.unlock();
        }
    }

    /** 0 marks a free place. */
    private static long tag(long hash) {
        return hash == 0 ? 1 : hash;
    }

    private ReentrantLock lock(long hash) {
        return locks[(int) hash & mask & STRIPES - 1];
    }

    /** Where the set of a caller begins. */
    private int first(long hash) {
        return ((int) hash & mask) * WAYS * STRIDE;
    }

    /** The caller's place; −1: there is none. */
    private int known(long hash) {
        long tag = tag(hash);
        int first = first(hash);
        for (int i = first; i < first + WAYS * STRIDE; i += STRIDE) {
            if (places[i] == tag) {
                return i;
            }
        }
        return -1;
    }

    /** The caller's place, or a free one, or that of the caller who owes least. */
    private int place(long hash, long now) {
        int known = known(hash);
        if (known >= 0) {
            return known;
        }
        int first = first(hash);
        int least = first;
        for (int i = first; i < first + WAYS * STRIDE; i += STRIDE) {
            if (places[i] == 0 || places[i + 1] - now <= 0) {
                places[i] = 0;
                return i;
            }
            if (places[i + 1] - places[least + 1] < 0) {
                least = i;
            }
        }
        return least;
    }
}
