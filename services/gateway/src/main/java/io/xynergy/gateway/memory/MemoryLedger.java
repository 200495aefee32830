package io.xynergy.gateway.memory;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** What connections hold of the process's memory, in bytes. */
public final class MemoryLedger {

    /**
     * An open connection without a request: its channel, its transport, a virtual thread that waits
     * and the stack that lies in the heap meanwhile.
     */
    public static final long CONNECTION = 3584;

    /** What TLS keeps of a connection beside: keys, ciphers and an engine. */
    public static final long TLS = 12 * 1024;

    /**
     * A request that waits, without the buffers of its heads: the call's deeper stack, another
     * thread if it has a body, the connection to its upstream.
     */
    public static final long REQUEST = 8 * 1024;

    private final AtomicReference<Runnable> whenShort = new AtomicReference<>(() -> {});
    private final AtomicInteger connections = new AtomicInteger();
    private final int maxConnections;
    private final Account heap;
    private final Account direct;

    /**
     * A ledger in which nothing is held yet.
     *
     * @param maxConnections the most connections of clients, by the descriptors that there are
     */
    public MemoryLedger(MemoryLimits limits, int maxConnections) {
        this.maxConnections = maxConnections;
        Runnable crossed = () -> whenShort.get().run();
        this.heap = new Account(limits.heap(), crossed);
        this.direct = new Account(limits.direct(), crossed);
    }

    /**
     * Names who frees memory.
     *
     * @param action called by whoever takes memory beyond a high-water mark; must not wait
     */
    public void whenShort(Runnable action) {
        whenShort.set(action);
    }

    /** Whether there is room for one more connection; true counts it. */
    public boolean connect() {
        int open = connections.incrementAndGet();
        if (open > maxConnections || heap.isFull()) {
            connections.decrementAndGet();
            whenShort.get().run();
            return false;
        }
        heap.take(CONNECTION);
        if (open > mark()) {
            whenShort.get().run();
        }
        return true;
    }

    /** Connections of clients that are open. */
    public int connections() {
        return connections.get();
    }

    /** Whether there is room for one more connection. */
    public boolean hasRoom() {
        return connections.get() < maxConnections && !heap.isFull();
    }

    /** A connection has ended. */
    public void disconnect() {
        connections.decrementAndGet();
        heap.give(CONNECTION);
    }

    /** The most connections that descriptors allow. */
    public int maxConnections() {
        return maxConnections;
    }

    /** How many connections there are more than there should be. */
    int connectionsBeyondMark() {
        return connections.get() - mark();
    }

    private int mark() {
        return maxConnections - maxConnections / 8;
    }

    /** Whether more is held than should be. */
    boolean isShort() {
        return heap.held() > heap.mark()
                || direct.held() > direct.mark()
                || connectionsBeyondMark() > 0;
    }

    /** Whether a request or one more connection would have to wait, or nearly so. */
    boolean isBusy() {
        return heap.isBusy() || isFull();
    }

    /** Whether one more connection would wait outside, or nearly so. */
    boolean isFull() {
        return heap.isFull() || direct.isFull() || connections.get() >= maxConnections;
    }

    public Account heap() {
        return heap;
    }

    public Account direct() {
        return direct;
    }
}
