package io.xynergy.gateway.limits;

import io.xynergy.policy.compiled.RateLimit;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts requests against limits within this process.
 *
 * <p>Who asks is known by a keyed hash, so that callers cannot choose with whom they share a place,
 * and no name is held.
 */
public final class Limiter {

    /** A part of the heap: 1/32 of 64 MiB has room for 131,072 callers at once. */
    private static final long PART = 32;

    private static final long MOST_BYTES = 64L << 20;

    private final long key0;
    private final long key1;
    private final long mostBytes;
    private final LongAdder refused = new LongAdder();
    private final LongAdder shadowed = new LongAdder();

    /** Of the configuration in force; swapped as a whole. */
    private volatile Map<RateLimit, DebtTable> tables = Map.of();

    /**
     * Has counted nothing yet.
     *
     * @param heap bytes of the process's heap, of which it takes a small part
     */
    public Limiter(long heap) {
        var random = new SecureRandom();
        key0 = random.nextLong();
        key1 = random.nextLong();
        mostBytes = Math.min(MOST_BYTES, heap / PART);
    }

    /**
     * The limits of a configuration, which share the memory. Those that are equal in everything are
     * one, and go on with what a configuration before has counted.
     */
    public synchronized Map<RateLimit, Limit> limits(Collection<RateLimit> wanted) {
        Set<RateLimit> different = new LinkedHashSet<>(wanted);
        Map<RateLimit, DebtTable> next = new HashMap<>();
        Map<RateLimit, Limit> limits = new HashMap<>();
        for (RateLimit settings : different) {
            DebtTable known = tables.get(settings);
            DebtTable table = known == null ? new DebtTable(mostBytes / different.size()) : known;
            next.put(settings, table);
            limits.put(settings, new Limit(settings, table));
        }
        tables = Map.copyOf(next);
        return Map.copyOf(limits);
    }

    /** Bytes of memory that it holds. */
    public long bytes() {
        return tables.values().stream().mapToLong(DebtTable::bytes).sum();
    }

    /** Requests that were refused. */
    public long refused() {
        return refused.sum();
    }

    /** Requests that a shadow let through over its limit. */
    public long shadowed() {
        return shadowed.sum();
    }

    /** Callers whose place others took; newcomers then take their debts on. */
    public long displaced() {
        return tables.values().stream().mapToLong(DebtTable::displaced).sum();
    }

    /**
     * Counts one request against several limits: all of them, or none if one refuses.
     *
     * @param limits in the order of {@code callers}
     * @param callers what tells callers apart, for each limit
     * @param now {@link System#nanoTime}
     * @return what each has left, in the order of the limits
     */
    public Quota[] ask(Limit[] limits, byte[][] callers, long now) {
        long[] hashes = new long[limits.length];
        for (int i = 0; i < limits.length; i++) {
            hashes[i] = SipHash.of(key0, key1, callers[i]);
        }
        var quotas = new Quota[limits.length];
        // One limit needs no look: it takes all or nothing by itself.
        if (limits.length > 1 && refuses(limits, hashes, now, quotas)) {
            refused.increment();
            return quotas;
        }
        boolean refuses = false;
        for (int i = 0; i < limits.length; i++) {
            quotas[i] = limits[i].take(hashes[i], now);
            if (!quotas[i].allowed()) {
                count(limits[i]);
                refuses |= !limits[i].isShadow();
            }
        }
        if (refuses) {
            giveBack(limits, hashes, now, quotas);
        }
        return quotas;
    }

    /** What {@link #ask} would give, without counting the request. */
    public Quota[] foresee(Limit[] limits, byte[][] callers, long now) {
        var quotas = new Quota[limits.length];
        boolean refuses = false;
        for (int i = 0; i < limits.length; i++) {
            quotas[i] = limits[i].foresee(SipHash.of(key0, key1, callers[i]), now);
            refuses |= !quotas[i].allowed() && !limits[i].isShadow();
        }
        for (int i = 0; refuses && i < limits.length; i++) {
            quotas[i] = limits[i].look(SipHash.of(key0, key1, callers[i]), now);
        }
        return quotas;
    }

    private boolean refuses(Limit[] limits, long[] hashes, long now, Quota[] quotas) {
        boolean refuses = false;
        for (int i = 0; i < limits.length; i++) {
            quotas[i] = limits[i].look(hashes[i], now);
            refuses |= !quotas[i].allowed() && !limits[i].isShadow();
        }
        return refuses;
    }

    private void count(Limit limit) {
        (limit.isShadow() ? shadowed : refused).increment();
    }

    /** Somebody else was faster since the look. */
    private static void giveBack(Limit[] limits, long[] hashes, long now, Quota[] quotas) {
        for (int i = 0; i < limits.length; i++) {
            if (quotas[i].allowed()) {
                limits[i].giveBack(hashes[i]);
                quotas[i] = limits[i].look(hashes[i], now);
            }
        }
    }
}
