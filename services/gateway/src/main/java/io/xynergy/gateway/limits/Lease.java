package io.xynergy.gateway.limits;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this process knows of one caller at one limit whose count is shared: units that are paid for
 * and not used, and until when it will be refused.
 *
 * <p>Units expire, so that what passes in any window is at most what the limit allows in it, with
 * what was bought in the second before it. At most one call is in flight.
 */
final class Lease {

    /** How long units are good. */
    static final long LIFE = TimeUnit.SECONDS.toNanos(1);

    /** Bytes of one, with its place in a table. */
    static final int BYTES = 160;

    /** Results of {@link #take} that are no batch. */
    static final int REFUSED = 0;

    static final int UNKNOWN = -1;

    /** Units are bought ahead for what is used in this time. */
    private static final long AHEAD = TimeUnit.MILLISECONDS.toNanos(100);

    /** Below it, units that lie unused in one process would be missed in another. */
    private static final int LEAST_BURST = 20;

    private static final int SHARE = 4;

    private final ReentrantLock lock;
    private final long tag;

    // the batch in use, and the one that follows
    private int batch;
    private int stock;
    private int next;
    private long expires;
    private long nextExpires;

    private long freeAt;
    private long resetAt;
    private long mark;
    private long nextMark;

    private int waiting;
    private int shadows;
    private @Nullable Flight flight;

    private int usedNow;
    private int usedBefore;
    private long windowStart;

    /** A call that is under way; it completes whatever comes of it. */
    record Flight(
            long since,
            int want,
            int shadows,
            CompletableFuture<Boolean> done,
            AtomicBoolean late) {

        Flight(long since, int want, int shadows) {
            this(since, want, shadows, new CompletableFuture<>(), new AtomicBoolean());
        }

        /** Whether nobody has waited for it in vain before. */
        boolean isFirstToMiss() {
            return late.compareAndSet(false, true);
        }
    }

    Lease(long tag, ReentrantLock lock, long now) {
        this.tag = tag;
        this.lock = lock;
        expires = now;
        freeAt = now;
        resetAt = now;
        windowStart = now;
    }

    long tag() {
        return tag;
    }

    /** Uses a unit; says from which batch, or {@link #REFUSED}, or {@link #UNKNOWN}. */
    int take(long now) {
        lock.lock();
        try {
            expire(now);
            if (stock > 0) {
                stock--;
                used(now);
                return batch;
            }
            return freeAt - now > 0 ? REFUSED : UNKNOWN;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is something to take, or nothing for a while. */
    boolean has(long now) {
        lock.lock();
        try {
            expire(now);
            return stock > 0 || freeAt - now > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a request is refused without asking. */
    boolean refuses(long now) {
        lock.lock();
        try {
            expire(now);
            return stock == 0 && freeAt - now > 0;
        } finally {
            lock.unlock();
        }
    }

    /** A request waits, or does so no more. */
    void waits(int change) {
        lock.lock();
        try {
            waiting += change;
        } finally {
            lock.unlock();
        }
    }

    /** A request of a limit that only looks wants to know, later, whether it would have passed. */
    void shadow() {
        lock.lock();
        try {
            shadows++;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The call that brings more, which is made unless one is in flight.
     *
     * @param ahead only if units are to be bought before they are missed
     * @return null: there is nothing to do
     */
    @Nullable Flight fly(int burst, int replicas, boolean ahead, long now, Starter starter) {
        Flight made;
        lock.lock();
        try {
            if (flight != null) {
                return ahead ? null : flight;
            }
            int lease = lease(burst, replicas, now);
            expire(now);
            boolean enough = stock + next > lease / 2 || freeAt - now > 0;
            if (ahead && (lease < 2 || enough)) {
                return null;
            }
            int want = Math.clamp(Math.max(waiting + shadows, lease), 1, burst);
            made = new Flight(now, want, Math.min(shadows, want));
            flight = made;
        } finally {
            lock.unlock();
        }
        starter.start(made);
        return made;
    }

    /** Makes a call. */
    interface Starter {
        void start(Flight flight);
    }

    private int lease(int burst, int replicas, long now) {
        if (burst < LEAST_BURST) {
            return 0;
        }
        roll(now);
        return Math.min(Math.max(usedNow, usedBefore), burst / (SHARE * replicas));
    }

    /**
     * A call has ended.
     *
     * @param grant null: it failed
     * @return requests of shadows that would not have passed
     */
    int settle(Flight ended, @Nullable Grant grant, long now) {
        lock.lock();
        try {
            flight = null;
            if (grant == null) {
                shadows = 0;
                return 0;
            }
            shadows -= ended.shadows();
            int served = Math.min(ended.shadows(), grant.units());
            add(grant.units() - served, ended.since() + LIFE, grant.mark(), now);
            freeAt = now + grant.waitNanos();
            resetAt = now + grant.resetNanos();
            int over = ended.shadows() - served;
            if (freeAt - now > 0) {
                over += shadows; // who came later would not have passed either
                shadows = 0;
            }
            return over;
        } finally {
            lock.unlock();
        }
    }

    /** Whether requests of a limit that only looks came while a call was under way. */
    boolean hasShadows() {
        lock.lock();
        try {
            return shadows > 0;
        } finally {
            lock.unlock();
        }
    }

    private void add(int units, long until, long given, long now) {
        expire(now);
        if (units == 0 || until - now <= 0) {
            return;
        }
        if (stock > 0 && next > 0) {
            stock = 0; // its units are the oldest
        }
        expire(now);
        if (stock == 0) {
            batch++;
            stock = units;
            expires = until;
            mark = given;
        } else {
            next = units;
            nextExpires = until;
            nextMark = given;
        }
    }

    private void expire(long now) {
        if (stock > 0 && expires - now <= 0) {
            stock = 0;
        }
        if (stock == 0 && next > 0) {
            batch++;
            stock = nextExpires - now > 0 ? next : 0;
            expires = nextExpires;
            mark = nextMark;
            next = 0;
        }
    }

    /**
     * A unit was not used, as another limit refuses the request. Who waits for one gets it.
     *
     * @param from the batch that it came from; of another one it is lost
     * @param emission nanoseconds in which one is earned
     * @return the mark with which it goes back to where it came from; 0: it stays here, or is lost
     */
    long putBack(int from, long emission, long now) {
        lock.lock();
        try {
            usedNow = Math.max(0, usedNow - 1);
            if (from != batch) {
                return 0;
            }
            if (waiting > 0 && expires - now > 0) {
                stock++;
                return 0;
            }
            // There is one again, as far as is known here; else it costs one call to find out.
            freeAt = now;
            resetAt = resetAt - now > emission ? resetAt - emission : now;
            return mark;
        } finally {
            lock.unlock();
        }
    }

    /** What is left, as far as is known here. */
    Quota quota(Limit limit, boolean allowed, long now) {
        lock.lock();
        try {
            expire(now);
            long debt = Math.max(0, resetAt - now);
            long wait = allowed || stock > 0 ? 0 : Math.max(0, freeAt - now);
            long left = limit.whole().left(debt) + stock + next;
            return new Quota(limit, allowed, Math.min(left, limit.burst()), wait, debt);
        } finally {
            lock.unlock();
        }
    }

    /** Whether forgetting it costs something, from 0 (nothing) to 3 (it must stay). */
    int worth(long now) {
        expire(now);
        if (flight != null || waiting > 0) {
            return 3;
        }
        return stock > 0 ? 2 : freeAt - now > 0 ? 1 : 0;
    }

    private void used(long now) {
        roll(now);
        usedNow++;
    }

    private void roll(long now) {
        long since = now - windowStart;
        if (since >= AHEAD) {
            usedBefore = since < 2 * AHEAD ? usedNow : 0;
            usedNow = 0;
            windowStart = now;
        }
    }
}
