package io.xynergy.gateway.observe;

import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.outcome.Limit;
import io.xynergy.gateway.outcome.Phase;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * What is counted for the data plane as a whole; the hot path only touches adders.
 *
 * <p>Names on the metrics page begin with {@code xynergy_gateway_}; each is written once, in the
 * constructor, with its help text.
 */
public final class GatewayCounters {

    /** The route label of requests that no route matched. */
    public static final String NO_ROUTE = "_none";

    private static final String PREFIX = "xynergy_gateway_";

    private final Meters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, RouteCounters> routes = new HashMap<>();
    private final RouteCounters noRoute;
    private final Tally<FailureKind> failures = new Tally<>(FailureKind.class);
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder accepted = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final Tally<CloseReason> closed = new Tally<>(CloseReason.class);
    private final Tally<Shed> shed = new Tally<>(Shed.class);
    private final Tally<ProxyHeader> proxyHeaders = new Tally<>(ProxyHeader.class);
    private final Tally<Limit> limits = new Tally<>(Limit.class);
    private final Tally<Phase> timeouts = new Tally<>(Phase.class);
    private final Tally<PoolResult> pool = new Tally<>(PoolResult.class);
    private final Tally<Retry> retries = new Tally<>(Retry.class);
    private final Tally<Reload> reloads = new Tally<>(Reload.class);
    private volatile long revision;

    public GatewayCounters(Meters meters) {
        this.meters = meters;
        gauge("requests_in_flight", "Requests in progress", inFlight::sum);
        gauge("connections_open", "Client connections", () -> accepted.sum() - closed.sum());
        counter("connections_accepted_total", "Client connections accepted", accepted::sum);
        counter(
                "connections_rejected_total",
                "Client connections that could not be accepted, and were tried again",
                rejected::sum);
        gauge("config_revision", "Revision of the configuration in use", () -> revision);
        String help = "Client connections closed, by reason";
        closed.publish(meters, PREFIX + "connections_closed_total", help, "reason");
        help = "Client connections ended because memory was short, by what they were slow at";
        shed.publish(meters, PREFIX + "connections_shed_total", help, "reason");
        help = "Connections of load balancers, by the PROXY header that they began with";
        proxyHeaders.publish(meters, PREFIX + "proxy_protocol_total", help, "result");
        help = "Requests that could not be served, by reason";
        failures.publish(meters, PREFIX + "failures_total", help, "kind");
        help = "Heads and bodies refused for their size, by limit";
        limits.publish(meters, PREFIX + "limits_hit_total", help, "limit");
        help = "Deadlines that passed, by what was waited for";
        timeouts.publish(meters, PREFIX + "timeouts_total", help, "phase");
        help = "Upstream connections asked for: kept-alive, new, kept-alive but dead";
        pool.publish(meters, PREFIX + "upstream_connections_total", help, "result");
        help = "Second attempts that were made or refused";
        retries.publish(meters, PREFIX + "retries_total", help, "result");
        help = "New configurations taken, refused, or found older than the one in use";
        reloads.publish(meters, PREFIX + "reloads_total", help, "result");
        noRoute = new RouteCounters(NO_ROUTE, meters);
    }

    /**
     * The counters of a route, which it keeps over all configurations that have it.
     *
     * <p>For the compiler of a configuration, not for requests.
     */
    public RouteCounters route(String name) {
        if (name.equals(NO_ROUTE)) {
            return noRoute;
        }
        lock.lock();
        try {
            return routes.computeIfAbsent(name, key -> new RouteCounters(key, meters));
        } finally {
            lock.unlock();
        }
    }

    /** Forgets routes that are not among these, after a new configuration is in use. */
    public void retainRoutes(Set<String> names) {
        lock.lock();
        try {
            routes.entrySet()
                    .removeIf(entry -> {
                        boolean gone = !names.contains(entry.getKey());
                        if (gone) {
                            entry.getValue().withdraw();
                        }
                        return gone;
                    });
        } finally {
            lock.unlock();
        }
    }

    /** The counters of requests that no route matched. */
    public RouteCounters noRoute() {
        return noRoute;
    }

    /** A request could not be served; counts the limit and the phase of its failure, too. */
    public void failed(FailureKind kind) {
        failures.count(kind);
        Limit limit = kind.limit();
        if (limit != null) {
            limits.count(limit);
        }
        Phase phase = kind.phase();
        if (phase != null) {
            timeouts.count(phase);
        }
    }

    /** A request began. */
    public void requestBegan() {
        inFlight.increment();
    }

    /** A request that began is over. */
    public void requestEnded() {
        inFlight.decrement();
    }

    /** Requests that are not over. */
    public long requestsInFlight() {
        return inFlight.sum();
    }

    /** A client connection was accepted. */
    public void connectionAccepted() {
        accepted.increment();
    }

    /** A client connection was refused before anything was read. */
    public void connectionRejected() {
        rejected.increment();
    }

    /** An accepted client connection was closed. */
    public void connectionClosed(CloseReason reason) {
        closed.count(reason);
    }

    /** A client connection is ended because memory was short. */
    public void connectionShed(Shed reason) {
        shed.count(reason);
    }

    /**
     * An accepted client connection was closed without TLS.
     *
     * @param shed whether memory was short
     */
    public void handshakeFailed(boolean shed) {
        if (shed) {
            connectionShed(Shed.SLOW_HANDSHAKE);
        }
        connectionClosed(shed ? CloseReason.SHED : CloseReason.HANDSHAKE);
    }

    /** A load balancer's connection began. */
    public void announced(ProxyHeader header) {
        proxyHeaders.count(header);
    }

    /** An upstream connection was asked for. */
    public void pooled(PoolResult result) {
        pool.count(result);
    }

    /** A second attempt was made or refused. */
    public void retried(Retry retry) {
        retries.count(retry);
    }

    /** A new configuration was taken into use. */
    public void reloaded(long newRevision) {
        revision = newRevision;
        reloads.count(Reload.OK);
    }

    /** The configuration in use got another revision. */
    public void revised(long newRevision) {
        revision = newRevision;
    }

    /** A configuration on disk was left alone, because a newer one is in use. */
    public void reloadOutdated() {
        reloads.count(Reload.OUTDATED);
    }

    /** A new configuration was refused. */
    public void reloadRefused() {
        reloads.count(Reload.REFUSED);
    }

    /** Publishes how many lines an access log dropped, and how often its file was moved away. */
    public void watch(AccessLog log) {
        String help = "Access log opened again after its file was moved away, or not, by result";
        log.reopened().publish(meters, PREFIX + "access_log_reopens_total", help, "result");
        counter("access_log_dropped_total", "Access log lines not written", log::dropped);
    }

    private void counter(String name, String help, LongSupplier source) {
        meters.counter(PREFIX + name, help, Labels.none(), source);
    }

    private void gauge(String name, String help, LongSupplier source) {
        meters.gauge(PREFIX + name, help, Labels.none(), source::getAsLong);
    }

    /** Why a client connection was closed. */
    public enum CloseReason {
        /** The client ended it between requests. */
        CLIENT,
        /** It was old, and a response ended it. */
        AGED,
        /** It was idle for too long. */
        IDLE,
        /** A client was too slow to send or to receive. */
        TIMEOUT,
        /** Request or response said so, or the limit of requests was reached. */
        RESPONDED,
        /** What came was not HTTP, or not safe to go on with. */
        PROTOCOL,
        /** There was no agreement on TLS. */
        HANDSHAKE,
        /** A load balancer began it with a PROXY header that cannot be taken, or with none. */
        PROXY_HEADER,
        /** It broke. */
        ERROR,
        /** Memory was short, and it was slow or rested. */
        SHED,
        /** The process is stopping. */
        DRAIN
    }

    /** What a connection was doing that was ended because memory was short. */
    public enum Shed {
        SLOW_PROXY_HEADER,
        SLOW_HANDSHAKE,
        SLOW_HEAD,
        SLOW_BODY,
        SLOW_RESPONSE,
        /** It waited for a request, and nobody was slow. */
        IDLE,
        /** It was a silent tunnel, and nobody was slow. */
        TUNNEL
    }

    /** How a connection of a load balancer began; in lower case the values of a metric's label. */
    public enum ProxyHeader {
        /** With a header of version 1 that names its client. */
        V1,
        /** With a header of version 2 that names its client. */
        V2,
        /** With a header that names nobody: the load balancer's own, such as a health check. */
        LOCAL,
        /** Without a header, which is allowed. */
        ABSENT,
        /** Without a header, which is required: closed. */
        MISSING,
        /** With a header that breaks the protocol: closed. */
        INVALID,
        /** With a header that is longer than any that is read: closed. */
        TOO_LARGE,
        /** With a header that is not the one that its checksum was made of: closed. */
        CHECKSUM,
        /** With less than a header for too long: closed. */
        TIMEOUT,
        /** With less than a header, and then its end. */
        TRUNCATED
    }

    /** Where an upstream connection came from. */
    public enum PoolResult {
        /** A kept-alive one was lent. */
        HIT,
        /** A new one was opened. */
        MISS,
        /** A kept-alive one turned out to be dead. */
        STALE
    }

    /** What became of a possible second attempt. */
    public enum Retry {
        DONE,
        REFUSED
    }

    private enum Reload {
        OK,
        OUTDATED,
        REFUSED
    }
}
