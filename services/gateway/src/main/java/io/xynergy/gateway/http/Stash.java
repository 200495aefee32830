package io.xynergy.gateway.http;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reusable objects of one lane, last in first out, at most {@code bound} kept while unused.
 *
 * <p>On a core the lock is never contended, because its virtual threads run one at a time.
 */
final class Stash<T> {

    private final Supplier<T> maker;
    private final @Nullable Object[] kept;
    private final ReentrantLock lock = new ReentrantLock();
    private int size;

    Stash(int bound, Supplier<T> maker) {
        this.maker = maker;
        this.kept = new Object[bound];
    }

    @SuppressWarnings("unchecked") // only give() fills the array
    T take() {
        lock.lock();
        try {
            if (size > 0) {
                T taken = (T) kept[--size];
                kept[size] = null;
                if (taken != null) {
                    return taken;
                }
            }
        } finally {
            lock.unlock();
        }
        return maker.get();
    }

    /** Takes an object back; the caller keeps no reference. */
    void give(T unused) {
        lock.lock();
        try {
            if (size < kept.length) {
                kept[size++] = unused;
            }
        } finally {
            lock.unlock();
        }
    }
}
