package io.xynergy.gateway.proxy;

import io.xynergy.gateway.memory.MemoryLedger;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The bound on requests in flight: the policy's, and what the heap holds. */
public final class Admission {

    /**
     * Of the memory, so few requests are admitted always: clients that only rest on their
     * connections must not keep others from being served.
     */
    private static final int ALWAYS = 128;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final MemoryLedger ledger;
    private final long always;

    /**
     * Admits while there is memory.
     *
     * @param ledger learns from it what requests in flight hold
     */
    public Admission(MemoryLedger ledger) {
        this.ledger = ledger;
        this.always = Math.max(1, ledger.heap().limit() / MemoryLedger.REQUEST / ALWAYS);
        ledger.heap().count(() -> inFlight.get() * MemoryLedger.REQUEST);
    }

    /** Whether a request may be forwarded, or what it is short of. */
    enum Verdict {
        ADMITTED,
        /** As many are in flight as the policy allows. */
        TOO_MANY,
        /** The heap holds nearly all that it may. */
        MEMORY_SHORT
    }

    /**
     * Decides whether one more request may be forwarded, and counts it if so. It is refused before
     * memory is full, so that new connections are still taken on and told so; a few are admitted
     * even then, if no others are in flight.
     */
    Verdict enter(@Nullable Integer policyLimit) {
        int limit = policyLimit == null ? Integer.MAX_VALUE : policyLimit;
        int now = inFlight.incrementAndGet();
        Verdict verdict =
                now > limit
                        ? Verdict.TOO_MANY
                        : now > always && ledger.heap().isBusy()
                                ? Verdict.MEMORY_SHORT
                                : Verdict.ADMITTED;
        if (verdict != Verdict.ADMITTED) {
            inFlight.decrementAndGet();
        }
        return verdict;
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    /** Requests that are being forwarded. */
    public int inFlight() {
        return inFlight.get();
    }
}
