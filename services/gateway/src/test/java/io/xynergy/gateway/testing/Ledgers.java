package io.xynergy.gateway.testing;

import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.memory.MemoryLimits;

/** Ledgers for tests that do not ask about memory. */
public final class Ledgers {

    private Ledgers() {}

    /** One that never says that memory is short. */
    public static MemoryLedger wide() {
        return new MemoryLedger(new MemoryLimits(1L << 40, 1L << 40), 1_000_000);
    }
}
