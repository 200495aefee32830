package io.xynergy.gateway.limits;

import io.xynergy.gateway.http.Buffers;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests against limits within this process.
 *
 * <p>Who asks is known by a keyed hash, so that nobody can choose whom he shares a place with, and
 * nobody's name is held.
 */
public final class Limiter {

    /** A part of the heap: 1/32 of 64 MiB has room for 131,072 callers at once. */
    private static final long PART = 32;

    private static final long MOST_BYTES = 64L << 20;

    private final byte[] secret = new byte[32];
    private final long mostBytes;
    private final ReentrantLock making = new ReentrantLock();

    /** Made with the first limit: most gateways of a laptop have none. */
    private volatile @Nullable DebtTable table;

    private final LongAdder refused = new LongAdder();
    private final LongAdder shadowed = new LongAdder();

    /**
     * Has counted nothing yet.
     *
     * @param heap bytes of the process's heap, of which it takes a small part
     */
    public Limiter(long heap) {
        new SecureRandom().nextBytes(secret);
        mostBytes = Math.min(MOST_BYTES, heap / PART);
    }

    /** Bytes of memory that it holds. */
    public long bytes() {
        DebtTable made = table;
        return made == null ? 0 : made.bytes();
    }

    /** Requests that were refused. */
    public long refused() {
        return refused.sum();
    }

    /** Requests that a limit would have refused, was it no shadow. */
    public long shadowed() {
        return shadowed.sum();
    }

    /** Callers whose place others took; newcomers then take their debts on. */
    public long displaced() {
        DebtTable made = table;
        return made == null ? 0 : made.displaced();
    }

    private DebtTable table() {
        DebtTable made = table;
        if (made != null) {
            return made;
        }
        making.lock();
        try {
            if (table == null) {
                table = new DebtTable(mostBytes);
            }
            return Objects.requireNonNull(table);
        } finally {
            making.unlock();
        }
    }

    /**
     * Counts one request against several limits at once: all of them, or none if one refuses.
     *
     * @param limits in the order of {@code callers}
     * @param callers what tells callers apart, for each limit
     * @param now {@link System#nanoTime}
     * @return what each has left, in the order of the limits
     */
    public Quota[] ask(Limit[] limits, byte[][] callers, Buffers buffers, long now) {
        DebtTable debts = table();
        var quotas = new Quota[limits.length];
        long[] hashes = new long[2 * limits.length];
        int refusing = -1;
        for (int i = 0; i < limits.length; i++) {
            Limit limit = limits[i];
            hash(limit, callers[i], buffers, hashes, 2 * i);
            long debt =
                    debts.add(
                            hashes[2 * i],
                            hashes[2 * i + 1],
                            limit.emission(),
                            limit.tolerance(),
                            now);
            boolean allowed = debt > 0;
            quotas[i] = limit.quota(allowed, allowed ? debt : -debt - limit.emission());
            if (!allowed && limit.isShadow()) {
                shadowed.increment();
            } else if (!allowed && refusing < 0) {
                refusing = i;
            }
        }
        if (refusing >= 0) {
            refused.increment();
            giveBack(debts, limits, quotas, hashes);
        }
        return quotas;
    }

    /** A request that is refused costs nothing. */
    private static void giveBack(DebtTable debts, Limit[] limits, Quota[] quotas, long[] hashes) {
        for (int i = 0; i < limits.length; i++) {
            if (quotas[i].allowed()) {
                debts.giveBack(hashes[2 * i], hashes[2 * i + 1], limits[i].emission());
            }
        }
    }

    private void hash(Limit limit, byte[] caller, Buffers buffers, long[] into, int at) {
        byte[] scope = limit.scope();
        var text = new byte[secret.length + scope.length + caller.length];
        System.arraycopy(secret, 0, text, 0, secret.length);
        System.arraycopy(scope, 0, text, secret.length, scope.length);
        System.arraycopy(caller, 0, text, secret.length + scope.length, caller.length);
        var hash = ByteBuffer.wrap(buffers.sha256(text, 0, text.length));
        into[at] = hash.getLong();
        into[at + 1] = hash.getLong();
    }
}
