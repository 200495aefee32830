package io.xynergy.gateway.proxy;

import io.xynergy.gateway.memory.MemoryLedger;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The bound on requests in flight: the policy's, and what the heap holds. */
public final class Admission {

    private final AtomicInteger inFlight = new AtomicInteger();
    private final MemoryLedger ledger;

    /**
     * Admits while there is memory.
     *
     * @param ledger learns from it what requests in flight hold
     */
    public Admission(MemoryLedger ledger) {
        this.ledger = ledger;
        ledger.heap().count(() -> inFlight.get() * MemoryLedger.REQUEST);
    }

    /**
     * Whether one more request may be forwarded; true counts it. It is refused before memory is
     * full, so that new connections are still taken on and told so.
     */
    boolean enter(@Nullable Integer policyLimit) {
        int limit = policyLimit == null ? Integer.MAX_VALUE : policyLimit;
        if (inFlight.incrementAndGet() > limit || ledger.heap().isBusy()) {
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
