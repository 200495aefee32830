package io.xynergy.gateway.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Bytes of one kind of memory: how many are held, and how many may be.
 *
 * <p>Whoever makes or drops something of size says so; what is lent again and again is said once,
 * so that a request in the ordinary course of things touches no account.
 */
public final class Account {

    private final AtomicLong held = new AtomicLong();
    private volatile LongSupplier more = () -> 0;
    private final long limit;
    private final long mark;
    private final Runnable crossed;

    /**
     * An account without a byte.
     *
     * @param limit the most that may be held
     * @param crossed called when more than three quarters are held, by whoever takes them, which
     *     must not wait
     */
    Account(long limit, Runnable crossed) {
        this.limit = limit;
        this.mark = limit / 4 * 3;
        this.crossed = crossed;
    }

    /** Bytes are held from now on. */
    public void take(long bytes) {
        if (held.addAndGet(bytes) + more.getAsLong() > mark) {
            crossed.run();
        }
    }

    /** Bytes that were taken are free again. */
    public void give(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes that are held. */
    public long held() {
        return held.get() + more.getAsLong();
    }

    /** Names who counts bytes that are held beside those taken here. */
    public void count(LongSupplier counted) {
        more = counted;
    }

    /** The most bytes that may be held. */
    public long limit() {
        return limit;
    }

    /** The high-water mark: beyond it the slowest are ended. */
    public long mark() {
        return mark;
    }

    /**
     * Whether no more work should begin: seven eighths are held. The rest is for connections, so
     * that whoever is refused can be told so.
     */
    public boolean isBusy() {
        return held() >= limit - limit / 8;
    }

    /** Whether nothing more should begin that needs this memory. */
    public boolean isFull() {
        return held() >= limit;
    }
}
