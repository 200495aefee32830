package io.xynergy.gateway.limits;

import io.xynergy.gateway.limits.Lease.Flight;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts requests in counts that replicas share.
 *
 * <p>A request passes a limit only with a unit that the shared count has given, so all processes
 * together never allow more than the limit, whatever gets lost. Callers who ask often get units
 * ahead of need; who was refused is refused here until there is a unit again. Requests of one
 * caller wait for the same call, and no request waits for longer than the patience.
 *
 * <p>Of several limits each is asked by itself, as their keys may lie on different servers. If one
 * refuses, the units of the others go to requests that wait for them, or back.
 */
final class SharedLimits {

    private final SharedCounts counts;
    private final LimitCounters counters;
    private final LeaseTable leases;
    private final LongSupplier nanos;
    private final Waiter waiter;
    private final long patience;

    SharedLimits(
            SharedCounts counts,
            LimitCounters counters,
            LeaseTable leases,
            LongSupplier nanos,
            Waiter waiter,
            Duration patience) {
        this.counts = counts;
        this.counters = counters;
        this.leases = leases;
        this.nanos = nanos;
        this.waiter = waiter;
        this.patience = patience.toNanos();
    }

    LeaseTable leases() {
        return leases;
    }

    SharedCounts counts() {
        return counts;
    }

    /** One caller at one limit, for the time of a request. */
    private static final class Asked {
        private final Limit limit;
        private final byte[] caller;
        private final long hash;
        private final Lease lease;
        private int batch;
        private boolean byShare;
        private @Nullable Quota quota;

        Asked(Limit limit, byte[] caller, long hash, Lease lease) {
            this.limit = limit;
            this.caller = caller;
            this.hash = hash;
            this.lease = lease;
        }
    }

    /**
     * Counts one request against several limits: all of them, or none if one refuses.
     *
     * @param keys of the hash of callers
     * @param now of {@link System#nanoTime}
     * @param replicas of which each has its share while there is no shared count
     */
    Quota[] ask(Limit[] limits, byte[][] callers, long[] keys, long now, int replicas) {
        var asked = new Asked[limits.length];
        for (int i = 0; i < limits.length; i++) {
            long hash = limits[i].hash(keys[0], keys[1], callers[i]);
            asked[i] = new Asked(limits[i], callers[i], hash, leases.of(hash, now));
        }
        if (isRemembered(asked, now)) {
            counters.remembered();
            counters.refused();
        } else if (!pass(asked, now, replicas)) {
            putBack(asked, replicas);
        }
        var quotas = new Quota[limits.length];
        for (int i = 0; i < limits.length; i++) {
            quotas[i] = quota(asked[i]);
        }
        return quotas;
    }

    /** What is known here of a request that is not made. */
    Quota[] foresee(Limit[] limits, byte[][] callers, long[] keys, long now) {
        var quotas = new Quota[limits.length];
        for (int i = 0; i < limits.length; i++) {
            Lease lease = leases.of(limits[i].hash(keys[0], keys[1], callers[i]), now);
            Quota known = lease.quota(limits[i], !lease.refuses(now), now);
            quotas[i] = known.allowed() ? known.afterOne() : known;
        }
        return quotas;
    }

    private static boolean isRemembered(Asked[] asked, long now) {
        for (Asked each : asked) {
            if (!each.limit.isShadow() && each.lease.refuses(now)) {
                each.quota = each.lease.quota(each.limit, false, now);
                return true;
            }
        }
        return false;
    }

    private Quota quota(Asked asked) {
        Quota known = asked.quota;
        return known == null ? asked.lease.quota(asked.limit, true, nanos.getAsLong()) : known;
    }

    private boolean pass(Asked[] asked, long now, int replicas) {
        if (asked.length > 1 && counts.isUp()) {
            begin(asked, now);
        }
        boolean passes = true;
        for (Asked each : asked) {
            // Also after a refusal: what the others give has to be here before it can go back.
            passes &= each.limit.isShadow() || obtain(each, now, replicas);
        }
        if (!passes) {
            countRefusal(asked);
            return false;
        }
        for (Asked each : asked) {
            if (each.limit.isShadow()) {
                look(each, replicas);
            }
        }
        return true;
    }

    /** Once, whatever the number of limits that refuse. */
    private void countRefusal(Asked[] asked) {
        for (Asked each : asked) {
            Quota quota = each.quota;
            if (quota != null && !quota.isKnown()) {
                counters.denied();
                return;
            }
        }
        counters.refused();
    }

    /** All calls are under way before the first is waited for. */
    private void begin(Asked[] asked, long now) {
        for (Asked each : asked) {
            if (!each.limit.isShadow() && !each.lease.has(now)) {
                fly(each, false, now);
            }
        }
    }

    private boolean obtain(Asked asked, long began, int replicas) {
        int batch = asked.lease.take(began);
        if (batch > 0) {
            counters.leased();
            asked.batch = batch;
            fly(asked, true, began);
            return true;
        }
        if (batch == Lease.UNKNOWN) {
            asked.lease.waits(1);
            try {
                batch = await(asked, began + patience);
            } finally {
                asked.lease.waits(-1);
            }
        }
        asked.batch = Math.max(0, batch);
        return switch (batch) {
            case Lease.UNKNOWN -> share(asked, replicas);
            case Lease.REFUSED -> {
                asked.quota = asked.lease.quota(asked.limit, false, nanos.getAsLong());
                yield false;
            }
            default -> true;
        };
    }

    /** Until there is a unit, or none for a while, or the count does not respond. */
    private int await(Asked asked, long deadline) {
        boolean waited = false;
        while (counts.isUp()) {
            long now = nanos.getAsLong();
            Flight flight = fly(asked, false, now);
            if (flight == null) {
                return Lease.UNKNOWN;
            }
            // A call that others have waited for in vain is not waited for again.
            long left = Math.min(deadline, flight.since() + patience) - now;
            if (!waited) {
                counters.waited();
                waited = true;
            }
            boolean good = left > 0 && waiter.await(flight.done(), left);
            if (!good) {
                missed(flight, left);
                return asked.lease.take(nanos.getAsLong());
            }
            int batch = asked.lease.take(nanos.getAsLong());
            if (batch != Lease.UNKNOWN) {
                return batch;
            }
        }
        return Lease.UNKNOWN;
    }

    private void missed(Flight flight, long waited) {
        if (waited > 0 && !flight.done().isDone()) {
            counters.late();
            if (flight.isFirstToMiss()) {
                counts.late();
            }
        }
    }

    private @Nullable Flight fly(Asked asked, boolean ahead, long now) {
        if (ahead && !counts.isUp()) {
            return null;
        }
        Limit limit = asked.limit;
        return asked.lease.fly(
                limit.burst(), counts.replicas(), ahead, now, flight -> start(asked, flight));
    }

    private void start(Asked asked, Flight flight) {
        Limit limit = asked.limit;
        Lease lease = asked.lease;
        CompletableFuture<Grant> call;
        try {
            call = counts.take(limit.price(), limit.sharedKey(asked.caller), flight.want());
        } catch (RuntimeException e) {
            call = CompletableFuture.failedFuture(e); // or the lease would wait for ever
        }
        var _ =
                call.handle((grant, _) -> {
                    int over = lease.settle(flight, grant, nanos.getAsLong());
                    counters.shadowed(over);
                    if (lease.hasShadows()) {
                        fly(asked, false, nanos.getAsLong());
                    }
                    return flight.done().complete(grant != null);
                });
    }

    /** Without the shared count. */
    private boolean share(Asked asked, int replicas) {
        Limit limit = asked.limit;
        if (limit.deniesUncounted()) {
            asked.quota = Quota.unknown(limit);
            return false;
        }
        Quota quota = limit.take(asked.hash, nanos.getAsLong(), replicas);
        asked.quota = quota;
        asked.byShare = quota.allowed();
        counters.uncounted();
        return quota.allowed();
    }

    /** A shadow never waits; what it would have said is counted when it is known. */
    private void look(Asked asked, int replicas) {
        long now = nanos.getAsLong();
        int batch = asked.lease.take(now);
        if (batch == Lease.REFUSED) {
            counters.shadowed(1);
        } else if (batch == Lease.UNKNOWN && counts.isUp()) {
            asked.lease.shadow();
            fly(asked, false, now);
        } else if (batch == Lease.UNKNOWN
                && !asked.limit.take(asked.hash, now, replicas).allowed()) {
            counters.shadowed(1);
        } else if (batch > 0) {
            fly(asked, true, now);
        }
        asked.quota = asked.lease.quota(asked.limit, batch != Lease.REFUSED, now);
    }

    private void putBack(Asked[] asked, int replicas) {
        long now = nanos.getAsLong();
        for (Asked each : asked) {
            if (each.byShare) {
                each.limit.giveBack(each.hash, replicas);
                each.quota = each.limit.look(each.hash, now, replicas);
            } else if (each.batch > 0) {
                Price price = each.limit.price();
                long mark = each.lease.putBack(each.batch, Price.nanos(price.emission()), now);
                if (mark != 0) {
                    counts.giveBack(price, each.limit.sharedKey(each.caller), 1, mark);
                }
            }
        }
    }
}
