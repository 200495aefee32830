package io.xynergy.kit.service;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The requests that are being served: at most so many, and waited for at the end. */
final class InFlight {

    private final int most;
    private final LongAdder refused = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int count;
    private volatile boolean draining;

    InFlight(int most) {
        this.most = most;
    }

    /** Takes a place; false: there is none, and the request has to be refused. */
    boolean enter() {
        lock.lock();
        try {
            if (count == most) {
                refused.increment();
                return false;
            }
            count++;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            count--;
            if (count == 0) {
                idle.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    long refused() {
        return refused.sum();
    }

    /** Whether clients should go elsewhere with their next request. */
    boolean isDraining() {
        return draining;
    }

    /** Waits until nothing is served any more; false: the time was over before. */
    boolean drain(Duration longest) {
        draining = true;
        long left = longest.toNanos();
        lock.lock();
        try {
            while (count > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return count == 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }
}
