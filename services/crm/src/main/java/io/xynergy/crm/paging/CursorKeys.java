package io.xynergy.crm.paging;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The keys that sign cursors, read when they are needed and again when they are a minute old. */
public final class CursorKeys {

    private static final long FRESH_NANOS = Duration.ofMinutes(1).toNanos();

    private final Supplier<SigningKeys> source;
    private final LongSupplier nanos;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Known known;

    private record Known(SigningKeys keys, long since) {}

    /**
     * Keys from a source.
     *
     * @param source may throw, which is passed on while no keys are known
     */
    public CursorKeys(Supplier<SigningKeys> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
    }

    SigningKeys get() {
        Known now = known;
        if (now != null && isFresh(now)) {
            return now.keys();
        }
        if (now != null && !reading.tryLock()) {
            return now.keys(); // somebody reads already, and a little old is good enough
        }
        if (now == null) {
            reading.lock();
        }
        try {
            return read();
        } finally {
            reading.unlock();
        }
    }

    private SigningKeys read() {
        Known now = known;
        if (now != null && isFresh(now)) {
            return now.keys();
        }
        try {
            SigningKeys keys = source.get();
            known = new Known(keys, nanos.getAsLong());
            return keys;
        } catch (RuntimeException e) {
            if (now == null) {
                throw e;
            }
            return now.keys();
        }
    }

    private boolean isFresh(Known some) {
        return nanos.getAsLong() - some.since() < FRESH_NANOS;
    }
}
