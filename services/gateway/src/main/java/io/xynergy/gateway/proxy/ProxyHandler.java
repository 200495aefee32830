package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.Outcome;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.auth.Anonymous;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.auth.Refusal;
import io.xynergy.gateway.auth.RouteAccess;
import io.xynergy.gateway.auth.Verdict;
import io.xynergy.gateway.http.PathRefusal;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.pattern.Effort;
import io.xynergy.gateway.routing.RedirectRule;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.routing.RouteMatch;
import io.xynergy.gateway.routing.RouteTable;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.kit.error.ErrorBodies;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One request from its head to its answer: the steps, in their fixed order.
 *
 * <p>Path and size checks, routing, authentication, concurrency, forwarding. Each step lets the
 * request pass or gives the failure that answers it.
 */
final class ProxyHandler {

    private static final System.Logger LOG = System.getLogger(ProxyHandler.class.getName());

    /** More gateways than anybody puts one behind the other. */
    private static final int MOST_PASSES = 10;

    private final Authenticator authenticator;
    private final Admission admission;
    private final GatewayCounters counters;
    private final HealthPages health;
    private final OwnResponses responses;
    private final SeldomLog rewriteLog = new SeldomLog(LOG, System.nanoTime());
    private final Rooms rooms;
    private final BooleanSupplier ended;

    ProxyHandler(
            Authenticator authenticator,
            Admission admission,
            GatewayCounters counters,
            HealthPages health,
            ErrorBodies errorBodies,
            Rooms rooms,
            BooleanSupplier ended) {
        this.rooms = rooms;
        this.ended = ended;
        this.authenticator = authenticator;
        this.admission = admission;
        this.counters = counters;
        this.health = health;
        this.responses = new OwnResponses(errorBodies);
    }

    OwnResponses responses() {
        return responses;
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
        RequestHead head = exchange.head();
        RouteTable routes = exchange.snapshot().routes();
        PathRefusal refusal = head.normalizePath(routes.keepsPaths());
        if (refusal != null) {
            return failed(FailureKind.BAD_PATH, "It " + refusal.message() + ".");
        }
        if (head.maxForwards() == 0) {
            return answerOptions(exchange);
        }
        if (head.passes() >= MOST_PASSES) {
            return failed(FailureKind.LOOP, "it has been here " + head.passes() + " times");
        }
        Effort effort = routes.effort();
        RouteMatch match = exchange.findRoute(effort);
        if (effort.isSpent()) {
            return new Outcome.Failed(PathForms.undecided());
        }
        if (health.isAsked(head) && (match == null || !match.isExact())) {
            return answerHealth(exchange);
        }
        if (match == null) {
            return failed(FailureKind.NO_ROUTE, "nothing matches " + head.path());
        }
        exchange.match(match);
        return serveRoute(exchange, effort);
    }

    private Outcome serveRoute(Exchange exchange, Effort effort) throws IOException {
        Route route = exchange.route();
        boolean changesPath = route.redirect() != null || route.rewrite() != null;
        if (changesPath && exchange.head().isWholeServer()) {
            return answerOptions(exchange); // there is no path to change
        }
        Failure failure = check(exchange, route);
        if (failure == null) {
            failure = PathForms.restorePath(exchange, effort);
        }
        if (failure == null) {
            failure = admitCaller(exchange);
        }
        if (failure == null) {
            failure = PathForms.rewrite(exchange, effort);
        }
        if (failure != null) {
            return new Outcome.Failed(failure);
        }
        RedirectRule redirect = route.redirect();
        return redirect == null ? admit(exchange) : redirect(exchange, redirect);
    }

    private static @Nullable Failure check(Exchange exchange, Route route) {
        RequestHead head = exchange.head();
        if (head.hasEncodedSlash() && !route.encodedSlashes()) {
            return new Failure(FailureKind.ENCODED_SLASH, "The route is " + route.name() + ".");
        }
        if (head.contentLength() > route.maxRequestBody()
                || exchange.server().body().decoded() > route.maxRequestBody()) {
            String limit = route.maxRequestBody() + " bytes at most";
            return new Failure(FailureKind.BODY_TOO_LARGE, limit);
        }
        return null;
    }

    /** Authentication and authorisation: who it is, and whether the route is for such callers. */
    private @Nullable Failure admitCaller(Exchange exchange) {
        RouteAccess access = exchange.access();
        Verdict verdict =
                authenticator.check(exchange.head().fields(), access, exchange.context().buffers());
        Refusal refusal =
                switch (verdict) {
                    case Anonymous _ -> null;
                    case Principal caller -> {
                        exchange.caller(caller);
                        yield access.refuses(caller);
                    }
                    case Refusal refused -> refused;
                };
        if (refusal == null) {
            return null;
        }
        exchange.challenge(refusal.challenge());
        return refusal.failure();
    }

    private Outcome redirect(Exchange exchange, RedirectRule redirect) throws IOException {
        boolean keep = mayKeep(exchange);
        if (!responses.writeRedirect(exchange, redirect, keep)) {
            return failed(FailureKind.BAD_HOST, "there is no host to redirect to");
        }
        return keep ? Outcome.Answered.KEEP : Outcome.Answered.CLOSE;
    }

    private Outcome answerHealth(Exchange exchange) throws IOException {
        boolean keep = mayKeep(exchange);
        HealthPages.Page page = health.page(exchange.head());
        responses.writeJson(exchange, page.status(), page.json(), keep);
        return keep ? Outcome.Answered.KEEP : Outcome.Answered.CLOSE;
    }

    /** The last of the servers that may see the request answers it (RFC 9110, 7.6.2). */
    private Outcome answerOptions(Exchange exchange) throws IOException {
        boolean keep = mayKeep(exchange);
        responses.writeOptions(exchange, keep);
        return keep ? Outcome.Answered.KEEP : Outcome.Answered.CLOSE;
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

    private static boolean mayKeep(Exchange exchange) {
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
        if (exchange.isAnswered() || kind == FailureKind.CLIENT_ABORTED) {
            return Outcome.Answered.BROKEN; // a half answer is broken off, never completed
        }
        boolean keep = mayKeep(exchange) && !kind.endsConnection();
        try {
            responses.write(exchange, failed.failure(), keep);
        } catch (IOException e) {
            return Outcome.Answered.BROKEN;
        }
        return keep ? Outcome.Answered.KEEP : Outcome.Answered.CLOSE;
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
