package io.xynergy.gateway.memory;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/**
 * How much of the heap was alive after the last full collection, whoever holds it.
 *
 * <p>The ledger counts by what connections usually hold; this is the collector's own count, for the
 * day on which they hold more.
 */
final class HeapUse {

    private final List<MemoryPoolMXBean> pools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .filter(pool -> pool.isUsageThresholdSupported()) // the old generation
                    .toList();

    /** Live bytes in the old generation beyond nine tenths of it; 0 when there are fewer. */
    long excess() {
        long excess = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage live = pool.getCollectionUsage();
            if (live != null && live.getMax() > 0) {
                excess = Math.max(excess, live.getUsed() - live.getMax() / 10 * 9);
            }
        }
        return excess;
    }
}
