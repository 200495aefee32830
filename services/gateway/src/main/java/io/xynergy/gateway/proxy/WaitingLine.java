package io.xynergy.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/** How many requests wait for room, wherever it is scarce, and the bound on them. */
final class WaitingLine {

    private final AtomicInteger waiting = new AtomicInteger();
    private final int most;

    WaitingLine(int most) {
        this.most = most;
    }

    /**
     * One more would wait; true counts it.
     *
     * @param whole whether the request is here to its end; of those whose bodies are to come, who
     *     may turn out to be slow themselves, half as many may wait
     */
    boolean enter(boolean whole) {
        if (waiting.incrementAndGet() <= (whole ? most : most / 2)) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    /** One that waited does so no more. */
    void leave() {
        waiting.decrementAndGet();
    }
}
