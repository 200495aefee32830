package io.xynergy.gateway.http;

import io.xynergy.gateway.memory.Account;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reusable objects of one lane, last in first out, at most {@code bound} kept while unused; an
 * account knows the bytes of all that exist.
 *
 * <p>On a core the lock is never contended, because its virtual threads run one at a time.
 */
final class Stash<T> {

    private final Supplier<T> maker;
    private final Consumer<T> dropper;
    private final Account account;
    private final long bytes;
    private final @Nullable Object[] kept;
    private final ReentrantLock lock = new ReentrantLock();
    private int size;

    /**
     * Keeps nothing yet.
     *
     * @param bytes what one object holds
     * @param dropper is given what is not kept
     */
    Stash(int bound, Account account, long bytes, Supplier<T> maker, Consumer<T> dropper) {
        this.maker = maker;
        this.dropper = dropper;
        this.account = account;
        this.bytes = bytes;
        this.kept = new Object[bound];
    }

    Stash(int bound, Account account, long bytes, Supplier<T> maker) {
        this(bound, account, bytes, maker, _ -> {});
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
        T made = maker.get();
        account.take(bytes);
        return made;
    }

    /** Takes an object back; the caller keeps no reference. */
    void give(T unused) {
        lock.lock();
        try {
            if (size < kept.length) {
                kept[size++] = unused;
                return;
            }
        } finally {
            lock.unlock();
        }
        account.give(bytes);
        dropper.accept(unused);
    }
}
