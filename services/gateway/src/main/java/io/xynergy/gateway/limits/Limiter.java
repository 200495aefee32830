package io.xynergy.gateway.limits;

import io.xynergy.policy.compiled.RateLimit;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests against limits: in counts that replicas share, or this process's share of each
 * limit in its own memory.
 *
 * <p>Who asks is known by a keyed hash, so that callers cannot choose with whom they share a place,
 * and no name is held.
 */
public final class Limiter {

    /** A request waits no longer for a shared count. */
    public static final Duration PATIENCE = Duration.ofMillis(20);

    /** A part of the heap: 1/32 of 64 MiB has room for 65,536 callers at least. */
    private static final long PART = 32;

    private static final long MOST_BYTES = 64L << 20;

    /** A share of a limit is at least one request, so more would not divide it any more. */
    private static final int MOST_REPLICAS = 10_000;

    private final long[] keys;
    private final long mostBytes;
    private final LimitCounters counters = new LimitCounters();
    private final IntSupplier delivered;
    private final @Nullable SharedLimits shared;

    /** Of the configuration in force; swapped as a whole. */
    private volatile Map<RateLimit, DebtTable> tables = Map.of();

    /**
     * Has counted nothing yet, and is alone.
     *
     * @param heap bytes of the process's heap, of which it takes a small part
     */
    public Limiter(long heap) {
        this(heap, () -> 1);
    }

    /**
     * Has counted nothing yet, and takes its share.
     *
     * @param replicas how many processes serve the policy, this one included
     */
    public Limiter(long heap, IntSupplier replicas) {
        this.keys = keys();
        this.mostBytes = Math.min(MOST_BYTES, heap / PART);
        this.delivered = replicas;
        this.shared = null;
    }

    /**
     * Has counted nothing yet, and shares what it counts.
     *
     * @param replicas how many processes serve the policy, as far as it is known without the counts
     * @param patience how long a request waits for the counts; {@link #PATIENCE} but for tests
     */
    public Limiter(long heap, IntSupplier replicas, SharedCounts counts, Duration patience) {
        this.keys = keys();
        this.mostBytes = Math.min(MOST_BYTES, heap / PART);
        this.delivered = replicas;
        this.shared =
                new SharedLimits(
                        counts,
                        counters,
                        new LeaseTable(mostBytes / 2),
                        System::nanoTime,
                        Waiter.PARKED,
                        patience);
    }

    private static long[] keys() {
        var random = new SecureRandom();
        return new long[] {random.nextLong(), random.nextLong()};
    }

    /**
     * The limits of a configuration, which share the memory. Those that count the same are one, and
     * go on with what a configuration before has counted.
     *
     * @param policy whose limits they are
     */
    public synchronized Map<RateLimit, Limit> limits(String policy, Collection<RateLimit> wanted) {
        Set<RateLimit> different = new LinkedHashSet<>();
        wanted.forEach(settings -> different.add(settings.counted()));
        Map<RateLimit, DebtTable> next = new HashMap<>();
        Map<RateLimit, Limit> limits = new HashMap<>();
        for (RateLimit settings : different) {
            DebtTable known = tables.get(settings);
            DebtTable table = known == null ? new DebtTable(mostBytes / different.size()) : known;
            next.put(settings, table);
        }
        for (RateLimit settings : wanted) {
            DebtTable table = next.get(settings.counted());
            if (table != null) {
                limits.computeIfAbsent(settings, each -> new Limit(policy, each, table));
            }
        }
        tables = Map.copyOf(next);
        return Map.copyOf(limits);
    }

    /** Bytes of memory that it holds, or may come to hold. */
    public long bytes() {
        long leases = shared == null ? 0 : shared.leases().bytes();
        return leases + tables.values().stream().mapToLong(DebtTable::bytes).sum();
    }

    /**
     * Gives its memory back, as a gateway that has stopped may be held for a while. No request is
     * left.
     */
    public void release() {
        tables.values().forEach(DebtTable::release);
    }

    /** What has become of requests. */
    public LimitCounters counters() {
        return counters;
    }

    /** Callers whose place others took; newcomers then take their debts on. */
    public long displaced() {
        return tables.values().stream().mapToLong(DebtTable::displaced).sum();
    }

    /** Leases whose place others took, with the units in them. */
    public long leasesDisplaced() {
        return shared == null ? 0 : shared.leases().displaced();
    }

    /** Processes of which each has its share while there is no shared count; at least 1. */
    public int replicas() {
        int known = Math.clamp(delivered.getAsInt(), 1, MOST_REPLICAS);
        return shared == null
                ? known
                : Math.min(MOST_REPLICAS, Math.max(known, shared.counts().replicas()));
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
        SharedLimits counted = shared;
        if (counted != null) {
            return counted.ask(limits, callers, keys, now, replicas());
        }
        int replicas = replicas();
        long[] hashes = new long[limits.length];
        for (int i = 0; i < limits.length; i++) {
            hashes[i] = SipHash.of(keys[0], keys[1], callers[i]);
        }
        var quotas = new Quota[limits.length];
        // One limit needs no look: it takes all or nothing by itself.
        if (limits.length > 1 && refuses(limits, hashes, now, quotas, replicas)) {
            counters.refused();
            return quotas;
        }
        boolean refuses = false;
        for (int i = 0; i < limits.length; i++) {
            quotas[i] = limits[i].take(hashes[i], now, replicas);
            if (!quotas[i].allowed()) {
                count(limits[i]);
                refuses |= !limits[i].isShadow();
            }
        }
        if (refuses) {
            giveBack(limits, hashes, now, quotas, replicas);
        }
        return quotas;
    }

    /**
     * What {@link #ask} would give, without counting the request; where replicas share counts, as
     * far as this process knows without asking.
     */
    public Quota[] foresee(Limit[] limits, byte[][] callers, long now) {
        SharedLimits counted = shared;
        if (counted != null) {
            return counted.foresee(limits, callers, keys, now);
        }
        int replicas = replicas();
        var quotas = new Quota[limits.length];
        boolean refuses = false;
        for (int i = 0; i < limits.length; i++) {
            long hash = SipHash.of(keys[0], keys[1], callers[i]);
            quotas[i] = limits[i].foresee(hash, now, replicas);
            refuses |= !quotas[i].allowed() && !limits[i].isShadow();
        }
        for (int i = 0; refuses && i < limits.length; i++) {
            long hash = SipHash.of(keys[0], keys[1], callers[i]);
            quotas[i] = limits[i].look(hash, now, replicas);
        }
        return quotas;
    }

    private boolean refuses(Limit[] limits, long[] hashes, long now, Quota[] quotas, int replicas) {
        boolean refuses = false;
        for (int i = 0; i < limits.length; i++) {
            quotas[i] = limits[i].look(hashes[i], now, replicas);
            refuses |= !quotas[i].allowed() && !limits[i].isShadow();
        }
        return refuses;
    }

    private void count(Limit limit) {
        if (limit.isShadow()) {
            counters.shadowed(1);
        } else {
            counters.refused();
        }
    }

    /** Somebody else was faster since the look. */
    private static void giveBack(
            Limit[] limits, long[] hashes, long now, Quota[] quotas, int replicas) {
        for (int i = 0; i < limits.length; i++) {
            if (quotas[i].allowed()) {
                limits[i].giveBack(hashes[i], replicas);
                quotas[i] = limits[i].look(hashes[i], now, replicas);
            }
        }
    }
}
