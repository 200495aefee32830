package io.xynergy.gateway.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The bound on requests in flight: the policy's, or what the heap holds. */
public final class Admission {

    /** What a request that waits for its upstream holds: a head's buffer, tables, a stack. */
    private static final long BYTES_PER_REQUEST = 32 * 1024;

    private static final int FEWEST = 256;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final int heapLimit;

    /**
     * Bounds by memory where the policy does not.
     *
     * @param heapBytes the largest heap
     */
    public Admission(long heapBytes) {
        heapLimit = Math.clamp(heapBytes / BYTES_PER_REQUEST, FEWEST, Integer.MAX_VALUE);
    }

    /** Whether one more request may be forwarded; true counts it. */
    boolean enter(@Nullable Integer policyLimit) {
        int limit = policyLimit == null ? heapLimit : policyLimit;
        if (inFlight.incrementAndGet() > limit) {
            inFlight.decrementAndGet();
            return false;
        }
        return true;
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    /** Requests that are being forwarded. */
    public int inFlight() {
        return inFlight.get();
    }
}
