package io.xynergy.gateway.proxy;

import io.xynergy.gateway.auth.Principal;
import io.xynergy.gateway.exchange.Exchange;
import io.xynergy.gateway.http.RequestHead;
import io.xynergy.gateway.observe.AccessEntry;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.observe.LogText;
import io.xynergy.gateway.observe.RouteCounters;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.upstream.Endpoint;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What remains of a request that is over: its counts and its line in the access log. */
final class RequestLog {

    private static final LogText HTTP_1_0 = LogText.of("HTTP/1.0");
    private static final LogText HTTP_1_1 = LogText.of("HTTP/1.1");
    private static final Map<FailureKind, LogText> FAILURES = new EnumMap<>(FailureKind.class);

    static {
        for (FailureKind kind : FailureKind.values()) {
            FAILURES.put(kind, LogText.of(kind.label()));
        }
    }

    private final GatewayCounters counters;

    RequestLog(GatewayCounters counters) {
        this.counters = counters;
    }

    void write(Exchange exchange) {
        long nanos = System.nanoTime() - exchange.startNanos();
        Route route = exchange.routeIfAny();
        RouteCounters routeCounters =
                route == null
                        ? counters.noRoute()
                        : exchange.snapshot().counters().get(route.index());
        FailureKind failure = exchange.failure();
        int status = status(exchange, failure);
        routeCounters.finished(status, nanos);
        var log = exchange.context().log();
        if (log.wants(status, failure != null)) {
            log.append(entry(exchange, route == null ? null : routeCounters.name(), nanos));
        }
    }

    /** The response's; a request that got no response has the status of its failure. */
    private static int status(Exchange exchange, @Nullable FailureKind failure) {
        return exchange.isResponded() || failure == null ? exchange.status() : failure.status();
    }

    private static AccessEntry entry(Exchange exchange, @Nullable LogText route, long nanos) {
        RequestHead head = exchange.head();
        byte[] bytes = head.bytes();
        FailureKind failure = exchange.failure();
        Endpoint endpoint = exchange.endpoint();
        byte[] id = exchange.requestId();
        long millis = exchange.context().clock().millis() - nanos / 1_000_000;
        Principal caller = exchange.caller();
        return new AccessEntry()
                .time(millis)
                .requestId(id, 0, id.length)
                .method(bytes, head.methodStart(), head.methodEnd())
                .path(bytes, head.pathStart(), head.pathEnd())
                .from(client(exchange), head.minorVersion() == 0 ? HTTP_1_0 : HTTP_1_1)
                .status(status(exchange, failure))
                .bytes(exchange.bytesIn(), exchange.bytesOut())
                .duration(nanos / 1_000)
                .route(route)
                .caller(
                        caller == null ? null : caller.user(),
                        caller == null ? null : caller.tenant())
                .upstream(
                        endpoint == null ? null : endpoint.logText(),
                        exchange.upstreamNanos() / 1_000,
                        exchange.retries())
                .failure(failure == null ? null : FAILURES.get(failure));
    }

    private static LogText client(Exchange exchange) {
        if (!exchange.isTrusted()) {
            return exchange.client().logText();
        }
        return LogText.of(exchange.provenance().address());
    }
}
