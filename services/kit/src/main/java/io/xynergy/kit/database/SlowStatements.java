package io.xynergy.kit.database;

import io.xynergy.kit.log.LogField;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Logs statements that take long, without their arguments, which belong to tenants. */
final class SlowStatements {

    private static final Logger LOG = System.getLogger(SlowStatements.class.getName());

    private final LongAdder count = new LongAdder();
    private final long limit;
    private final LongSupplier nanos;

    SlowStatements(Duration limit, LongSupplier nanos) {
        this.limit = limit.toNanos();
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    /** A statement has ended, well or not. */
    void ended(String sql, long begin) {
        long took = nanos.getAsLong() - begin;
        if (took > limit) {
            count.increment();
            LOG.log(
                    Level.WARNING,
                    "slow statement",
                    LogField.of("milliseconds", took / 1_000_000),
                    LogField.of("sql", sql.strip().replaceAll("\\s+", " ")));
        }
    }

    long count() {
        return count.sum();
    }
}
