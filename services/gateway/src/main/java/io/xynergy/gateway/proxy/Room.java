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
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Shedding shedding;
    private final int mostWaiting;
    private final Predicate<Occupant> holders;
    private final LongSupplier excess;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Queue<Thread> queue = new ConcurrentLinkedQueue<>();

    /** Rounds in which there was nobody to end. */
    private final AtomicInteger vain = new AtomicInteger();

    /**
     * Room that slow clients may hold.
     *
     * @param mostWaiting how many requests wait at once; more are refused
     * @param holders who holds some
     * @param excess how many hold some beyond a high-water mark
     */
    Room(Shedding shedding, int mostWaiting, Predicate<Occupant> holders, LongSupplier excess) {
        this.shedding = shedding;
        this.mostWaiting = mostWaiting;
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
     * @param whole whether the request is here to its end; of those whose bodies are to come, who
     *     may turn out to be slow themselves, half as many may wait
     * @param taken tries to take it, again and again for five seconds at most
     * @return false when it is held by nobody who is slow, or too many wait for it
     */
    boolean await(boolean whole, BooleanSupplier taken) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        try {
            if (waiting.incrementAndGet() > (whole ? mostWaiting : mostWaiting / 2)) {
                return false;
            }
            int before = vain.get();
            shedding.need(this);
            do {
                queue.add(Thread.currentThread());
                LockSupport.parkNanos(LOOK_NANOS);
                queue.remove(Thread.currentThread());
                if (taken.getAsBoolean()) {
                    return true;
                }
            } while (vain.get() == before && System.nanoTime() - end < 0);
            return false;
        } finally {
            waiting.decrementAndGet();
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
