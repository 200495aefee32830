package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Decision;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.exchange.Outcome;
import io.xynergy.gateway.exchange.OwnResponse;
import io.xynergy.gateway.exchange.RequestSteps;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.kit.error.ErrorBodies;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request from its head to its response: what holds for all of them, then the plan of its
 * route, then forwarding, if there is room for one more request.
 */
final class ProxyHandler {

    private static final System.Logger LOG = System.getLogger(ProxyHandler.class.getName());

    private final Admission admission;
    private final GatewayCounters counters;
    private final Judgement.Course course;
    private final ErrorResponses errors;
    private final SeldomLog rewriteLog = new SeldomLog(LOG, System.nanoTime());
    private final Rooms rooms;
    private final BooleanSupplier ended;

    ProxyHandler(
            Admission admission,
            GatewayCounters counters,
            HealthPages health,
            ErrorBodies errorBodies,
            Rooms rooms,
            BooleanSupplier ended) {
        this.rooms = rooms;
        this.ended = ended;
        this.admission = admission;
        this.counters = counters;
        this.course = new Serving(health);
        this.errors = new ErrorResponses(errorBodies);
    }

    ErrorResponses errors() {
        return errors;
    }

    /** Serves one request; never throws for what clients and upstreams do. */
    Outcome handle(Exchange exchange) {
        Outcome outcome;
        try {
            outcome = serve(exchange);
        } catch (DeadlineException e) {
            outcome = failed(FailureKind.CLIENT_WRITE_TIMEOUT, "it did not take the response");
        } catch (IOException e) {
            outcome = failed(FailureKind.CLIENT_ABORTED, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "request failed", e);
            outcome = failed(FailureKind.INTERNAL, e.getClass().getSimpleName());
        }
        return outcome instanceof Outcome.Failed failed ? fail(exchange, failed) : outcome;
    }

    private Outcome serve(Exchange exchange) throws IOException {
        return switch (Judgement.of(exchange, course)) {
            case Decision.Pass _ -> admit(exchange);
            case Decision.Refuse refuse -> new Outcome.Failed(refuse.failure(), refuse.line());
            case Decision.Respond respond -> respond(exchange, respond.response());
        };
    }

    /** Asks the steps themselves, and the health checks. */
    private record Serving(HealthPages health) implements Judgement.Course {

        @Override
        public Decision follow(RequestSteps steps, Exchange exchange) {
            return steps.decide(exchange);
        }

        @Override
        public OwnResponse health(RequestHead head) {
            return health.page(head);
        }
    }

    private static Outcome respond(Exchange exchange, OwnResponse response) throws IOException {
        boolean keep = mayKeep(exchange);
        ResponseExit.send(exchange, response, keep);
        return keep ? Outcome.Responded.KEEP : Outcome.Responded.CLOSE;
    }

    /** Forwards, if there is room for one more request. */
    private Outcome admit(Exchange exchange) {
        String refusal = refusesForLackOfRoom(exchange);
        if (refusal != null) {
            return failed(FailureKind.OVERLOADED, refusal);
        }
        try {
            return Forwarding.forward(exchange, counters, rooms);
        } finally {
            UpstreamPool used = exchange.client().letGo();
            admission.leave();
            rooms.freed(used);
        }
    }

    /** Enters, at once or when there is room; else says what the request is refused for. */
    private @Nullable String refusesForLackOfRoom(Exchange exchange) {
        Integer limit = exchange.snapshot().config().gateway().concurrency();
        boolean whole = exchange.server().body().isDone();
        long until = Forwarding.deadline(exchange);
        BooleanSupplier enters = () -> admission.enter(limit) == Admission.Verdict.ADMITTED;
        return switch (admission.enter(limit)) {
            case ADMITTED -> null;
            case TOO_MANY ->
                    rooms.requests().await(whole, until, enters)
                            ? null
                            : "as many requests are in flight as the policy allows";
            case MEMORY_SHORT ->
                    rooms.memory().await(whole, until, enters) ? null : "memory is short";
        };
    }

    /** Whether the connection may serve another request after a response of the gateway's own. */
    static boolean mayKeep(Exchange exchange) {
        return exchange.head().keepAlive()
                && exchange.server().body().isDone()
                && !exchange.isLast();
    }

    /** Tells the client, if it can still be told. */
    private Outcome fail(Exchange exchange, Outcome.Failed named) {
        Outcome.Failed failed = blame(exchange, named);
        FailureKind kind = failed.failure().kind();
        exchange.failed(kind);
        counters.failed(kind);
        log(exchange, failed.failure());
        if (exchange.isResponded() || kind == FailureKind.CLIENT_ABORTED) {
            return Outcome.Responded.BROKEN; // a half response is broken off, never completed
        }
        boolean keep = mayKeep(exchange) && !kind.endsConnection();
        try {
            OwnResponse response = errors.of(exchange, failed.failure(), failed.line());
            ResponseExit.send(exchange, response, keep);
        } catch (IOException e) {
            return Outcome.Responded.BROKEN;
        }
        return keep ? Outcome.Responded.KEEP : Outcome.Responded.CLOSE;
    }

    private void log(Exchange exchange, Failure failure) {
        LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", failure.kind(), failure.detail());
        Route route = exchange.routeIfAny();
        if (failure.kind() == FailureKind.REWRITE_FAILED && route != null) {
            rewriteLog.warn(
                    System.nanoTime(),
                    "the rewrite of route "
                            + route.name()
                            + " makes no path of "
                            + exchange.head().path()
                            + ": "
                            + failure.detail());
        }
    }

    /**
     * A client that was ended looks as if it had gone or had been too slow by itself; and an
     * upstream looks as if it had failed, once the gateway ends what it does.
     */
    private Outcome.Failed blame(Exchange exchange, Outcome.Failed failed) {
        FailureKind kind = failed.failure().kind();
        if (kind.isOfGoneClient() && exchange.client().isShed()) {
            return failed(FailureKind.CLIENT_SLOW, failed.failure().detail());
        }
        boolean ofUpstream = kind.who() == FailureKind.Who.UPSTREAM;
        return ofUpstream && ended.getAsBoolean()
                ? failed(FailureKind.STOPPING, failed.failure().detail())
                : failed;
    }

    private static Outcome.Failed failed(FailureKind kind, String detail) {
        return new Outcome.Failed(new Failure(kind, detail));
    }
}
