package io.xynergy.gateway.proxy;

import io.xynergy.gateway.memory.Need;
import io.xynergy.gateway.memory.Occupant;
import io.xynergy.gateway.memory.Shedding;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Room for requests where slow clients hold what they need: connections of a pool, places among the
 * requests in flight, or memory.
 *
 * <p>The slowest are ended when little is left, and more of them while requests wait for it.
 */
final class Room implements Need {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Between two looks of one that waits and is not woken. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Shedding shedding;
    private final WaitingLine line;
    private final Predicate<Occupant> holders;
    private final LongSupplier excess;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Thread> queue = new ConcurrentLinkedQueue<>();

    /** Rounds in which there was nobody to end. */
    private final AtomicInteger vain = new AtomicInteger();

    /**
     * Room that slow clients may hold.
     *
     * @param line who waits for room of any kind
     * @param holders who holds some
     * @param excess how many hold some beyond a high-water mark
     */
    Room(Shedding shedding, WaitingLine line, Predicate<Occupant> holders, LongSupplier excess) {
        this.shedding = shedding;
        this.line = line;
        this.holders = holders;
        this.excess = excess;
    }

    /** Looks whether little is left, and lets the slowest go then; never waits. */
    void look() {
        if (excess.getAsLong() > 0) {
            shedding.need(this);
        }
    }

    /**
     * Waits for room that the slowest let go; called on a virtual thread.
     *
     * @param whole whether the request is here to its end
     * @param until when it would be too late
     * @param taken tries to take it, again and again for five seconds at most
     * @return false when it is held by nobody who is slow, too many wait, or it is too late
     */
    boolean await(boolean whole, long until, BooleanSupplier taken) {
        if (!line.enter(whole)) {
            return false;
        }
        waiting.incrementAndGet();
        try {
            long longest = System.nanoTime() + PATIENCE_NANOS;
            long end = until - longest < 0 ? until : longest;
            int before = vain.get();
            shedding.need(this);
            do {
                queue.add(Thread.currentThread());
                LockSupport.parkNanos(Math.min(LOOK_NANOS, Math.max(1, end - System.nanoTime())));
                queue.remove(Thread.currentThread());
                if (System.nanoTime() - until >= 0) {
                    return false;
                }
                if (taken.getAsBoolean()) {
                    return true;
                }
            } while (vain.get() == before && System.nanoTime() - end < 0);
            return false;
        } finally {
            waiting.decrementAndGet();
            line.leave();
            freed(); // what came for this one in its last moment is the next one's
        }
    }

    /** Something was let go: who has waited for longest looks whether it can be taken. */
    void freed() {
        if (waiting.get() > 0) {
            LockSupport.unpark(queue.poll());
        }
    }

    @Override
    public long wanted() {
        return waiting.get() + Math.max(0, excess.getAsLong());
    }

    @Override
    public boolean isUrgent() {
        return waiting.get() > 0;
    }

    @Override
    public void cannotBeMet() {
        vain.incrementAndGet();
        queue.forEach(LockSupport::unpark);
    }

    @Override
    public boolean isHeldBy(Occupant occupant) {
        return holders.test(occupant);
    }
}
