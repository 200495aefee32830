package io.xynergy.gateway.redis;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Whether Redis is asked. After a few failures in a row it is not, until a heartbeat has had a
 * response in time: requests never pay for finding that out.
 */
final class Availability {

    /** Failures in a row. */
    static final int MOST = 5;

    /** Failures at the same time are one: a pause of this process misses many responses at once. */
    private static final long APART = TimeUnit.MILLISECONDS.toNanos(10);

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private int failures;
    private long lastFailure;
    private volatile boolean failing;
    private volatile boolean up;

    Availability(LongSupplier nanos) {
        this.nanos = nanos;
    }

    boolean isUp() {
        return up;
    }

    /** A request's call has had its response in time. */
    void responded() {
        if (failing) {
            reset();
        }
    }

    /** A call has failed, or took too long. */
    void failed() {
        lock.lock();
        try {
            long now = nanos.getAsLong();
            if (failures > 0 && now - lastFailure < APART) {
                return;
            }
            lastFailure = now;
            failures++;
            failing = true;
            if (failures >= MOST) {
                up = false;
            }
        } finally {
            lock.unlock();
        }
    }

    /** A heartbeat has had its response in time, or not. */
    void beat(boolean good) {
        if (good) {
            reset();
            up = true;
        } else {
            failed();
        }
    }

    private void reset() {
        lock.lock();
        try {
            failures = 0;
            failing = false;
        } finally {
            lock.unlock();
        }
    }
}
