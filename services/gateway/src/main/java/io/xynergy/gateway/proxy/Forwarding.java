package io.xynergy.gateway.proxy;

import io.xynergy.gateway.auth.Refusal;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.Outcome;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.observe.GatewayCounters.PoolResult;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.RetryRule;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.routing.Target;
import io.xynergy.gateway.upstream.Endpoint;
import io.xynergy.gateway.upstream.Lease;
import io.xynergy.gateway.upstream.UpstreamConnection;
import io.xynergy.gateway.upstream.UpstreamPool;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The attempts at one request, within one deadline.
 *
 * <p>A kept connection that died before the first byte is replaced once, silently, when the method
 * may be repeated; beyond that the route's retry rule decides.
 */
final class Forwarding {

    private final Exchange exchange;
    private final GatewayCounters counters;
    private final Route route;
    private final Target target;
    private final UpstreamPool pool;
    private final boolean idempotent;
    private final long deadline;
    private final Rooms rooms;
    private int attemptsLeft;
    private boolean fresh;
    private @Nullable Endpoint avoid;

    private Forwarding(Exchange exchange, Target target, GatewayCounters counters, Rooms rooms) {
        this.rooms = rooms;
        this.exchange = exchange;
        this.counters = counters;
        this.route = exchange.route();
        this.target = target;
        this.pool = exchange.snapshot().pools().get(target.service());
        this.idempotent = exchange.head().isIdempotent();
        this.deadline = deadline(exchange);
        this.attemptsLeft = route.retry().attempts();
    }

    /** When a request has to be answered, as far as its route says. */
    static long deadline(Exchange exchange) {
        return exchange.startNanos()
                + TimeUnit.MILLISECONDS.toNanos(exchange.route().timeoutMillis());
    }

    static Outcome forward(Exchange exchange, GatewayCounters counters, Rooms rooms) {
        Target target = exchange.route().target(exchange.context().random().nextInt());
        if (target == null) {
            String detail = exchange.route().name() + " has no target with a weight";
            return failed(FailureKind.UNRESOLVED_SERVICE, detail);
        }
        return new Forwarding(exchange, target, counters, rooms).run();
    }

    private Outcome run() {
        if (pool.service().addresses().isEmpty()) {
            String detail = "service " + pool.service().name() + " is not resolved";
            return failed(FailureKind.UNRESOLVED_SERVICE, detail);
        }
        if (System.nanoTime() - deadline >= 0) {
            // Sent now, it would be carried out and not be answered.
            return failed(FailureKind.OVERLOADED, "the route's time was over before it was sent");
        }
        exchange.client().uses(pool);
        while (true) {
            switch (lease()) {
                case Lease.Refused refused -> {
                    if (!mayReconnect(refused)) {
                        return new Outcome.Failed(overall(refused.failure()));
                    }
                }
                case UpstreamConnection upstream -> {
                    counters.pooled(upstream.isReused() ? PoolResult.HIT : PoolResult.MISS);
                    // the proof may have ended while the request waited or was tried before
                    Refusal unproven = exchange.proveCaller();
                    if (unproven != null) {
                        upstream.release(System.nanoTime());
                        return new Outcome.Failed(unproven.failure());
                    }
                    var call = new ProxyCall(exchange, target, upstream, attemptDeadline());
                    switch (call.run(this::takeAttempt)) {
                        case Attempt.Ended ended -> {
                            return whole(ended.outcome());
                        }
                        case Attempt.GivenUp _ -> avoid = exchange.endpoint();
                        case Attempt.Repeatable failed -> {
                            if (!mayRepeat(failed)) {
                                return new Outcome.Failed(overall(failed.failure()));
                            }
                        }
                    }
                }
            }
        }
    }

    private Outcome whole(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                ? new Outcome.Failed(overall(failed.failure()))
                : outcome;
    }

    /** A connection; if there is none left, one that slow clients let go. */
    private Lease lease() {
        Lease lease = acquire();
        if (isLacking(lease)) {
            Room room = lacks(lease, FailureKind.UPSTREAM_BUSY) ? rooms.of(pool) : rooms.requests();
            Lease[] later = {lease};
            var _ =
                    room.await(
                            exchange.server().body().isDone(),
                            deadline,
                            () -> {
                                later[0] = acquire();
                                return !isLacking(later[0]);
                            });
            return later[0];
        }
        if (lease instanceof UpstreamConnection upstream
                && !upstream.isReused()
                && Rooms.isScarce(pool)) {
            rooms.of(pool).look();
        }
        return lease;
    }

    private static boolean isLacking(Lease lease) {
        return lacks(lease, FailureKind.UPSTREAM_BUSY) || lacks(lease, FailureKind.NO_DESCRIPTOR);
    }

    private static boolean lacks(Lease lease, FailureKind what) {
        return lease instanceof Lease.Refused refused && refused.failure().kind() == what;
    }

    private Lease acquire() {
        return pool.acquire(
                exchange.context().lane(),
                exchange.context().random(),
                deadline,
                fresh,
                !idempotent,
                avoid);
    }

    private long attemptDeadline() {
        Long perTry = route.retry().perTryTimeoutMillis();
        if (perTry == null) {
            return deadline;
        }
        return Math.min(deadline, System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(perTry));
    }

    /** Nothing was sent yet, so this is safe for every method. */
    private boolean mayReconnect(Lease.Refused refused) {
        Failure failure = refused.failure();
        boolean connect =
                failure.kind() == FailureKind.UPSTREAM_CONNECT
                        || failure.kind() == FailureKind.UPSTREAM_CONNECT_TIMEOUT;
        if (!connect || !route.retry().onConnectFailure() || !takeAttempt()) {
            return false;
        }
        avoid = refused.endpoint();
        return true;
    }

    private boolean mayRepeat(Attempt.Repeatable failed) {
        if (failed instanceof Attempt.Stale && !fresh) {
            if (idempotent) {
                fresh = true;
                counters.pooled(PoolResult.STALE);
                return true;
            }
            counters.retried(GatewayCounters.Retry.REFUSED);
        }
        avoid = exchange.endpoint();
        RetryRule rule = route.retry();
        boolean named =
                switch (failed) {
                    case Attempt.Stale _, Attempt.Reset _ -> rule.onReset();
                    case Attempt.TimedOut _ -> rule.onReset() && rule.perTryTimeoutMillis() != null;
                };
        return named && rule.allows(exchange.head()) && takeAttempt();
    }

    /** The last of several attempts that ran out of time: it was the time of all of them. */
    private Failure overall(Failure last) {
        boolean late = last.kind().code().equals(FailureKind.REQUEST_TIMEOUT.code());
        return late && exchange.retries() > 0 && System.nanoTime() - deadline >= 0
                ? new Failure(FailureKind.REQUEST_TIMEOUT, last.detail())
                : last;
    }

    private boolean takeAttempt() {
        if (attemptsLeft == 0 || System.nanoTime() - deadline >= 0) {
            return false;
        }
        attemptsLeft--;
        exchange.retried();
        counters.retried(GatewayCounters.Retry.DONE);
        return true;
    }

    private static Outcome failed(FailureKind kind, String detail) {
        return new Outcome.Failed(new Failure(kind, detail));
    }
}
