package io.xynergy.gateway.upstream;

import io.xynergy.gateway.outcome.Failure;
import io.xynergy.gateway.outcome.FailureKind;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.gateway.wire.Lane;
import io.xynergy.gateway.wire.NoDescriptorException;
import io.xynergy.gateway.wire.Transport;
import io.xynergy.policy.compiled.GatewayConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A service's endpoints and the connections to them.
 *
 * <p>Of two endpoints drawn at random the one with fewer requests in flight is used (Mitzenmacher,
 * 2001). Connections belong to the lane that made them; their number over all lanes is bounded.
 */
public final class UpstreamPool {

    private static final Endpoint[] NONE = {};

    private final GatewayConfig.Service service;
    private final int lanes;
    private final @Nullable UpstreamTls tls;
    private final long connectTimeoutNanos;
    private final AtomicInteger open = new AtomicInteger();
    private final LongSupplier clock;

    /** Held while endpoints come and go, so that none is forgotten with connections open. */
    private final ReentrantLock changing = new ReentrantLock();

    private volatile Endpoint[] endpoints = NONE;

    /** Addresses of the service that are not sent to, with the reason; empty: there are none. */
    private volatile List<String> refused = List.of();

    private final Set<UpstreamConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean retired;

    /**
     * A pool without endpoints yet.
     *
     * @param tls for addresses with TLS; null if there are none
     */
    public UpstreamPool(GatewayConfig.Service service, int lanes, @Nullable UpstreamTls tls) {
        this(service, lanes, tls, System::nanoTime);
    }

    UpstreamPool(
            GatewayConfig.Service service,
            int lanes,
            @Nullable UpstreamTls tls,
            LongSupplier clock) {
        this.clock = clock;
        this.service = service;
        this.tls = tls;
        this.lanes = lanes;
        this.connectTimeoutNanos = service.connectTimeoutMillis() * 1_000_000;
    }

    public GatewayConfig.Service service() {
        return service;
    }

    public List<Endpoint> endpoints() {
        return List.of(endpoints);
    }

    /** Connections open now, idle and in use. */
    public int open() {
        return open.get();
    }

    /** Connections that requests have, or are making, to endpoints in force. */
    public int inUse() {
        int sum = 0;
        for (Endpoint endpoint : endpoints) {
            sum += endpoint.inFlight();
        }
        return sum;
    }

    /** Addresses of the service that are not sent to, each with the reason. */
    public List<String> refused() {
        return refused;
    }

    /** Says which addresses of the service are not among its endpoints, and why. */
    public void refuse(List<String> addresses) {
        refused = List.copyOf(addresses);
    }

    /**
     * Takes new addresses; endpoints that stay keep their connections and load, others are let go
     * when their requests have ended.
     */
    public void update(List<EndpointAddress> addresses) {
        changing.lock();
        try {
            if (retired) {
                return;
            }
            Map<EndpointAddress, Endpoint> leaving = new HashMap<>();
            for (Endpoint endpoint : endpoints) {
                leaving.put(endpoint.known(), endpoint);
            }
            var next = new ArrayList<Endpoint>();
            for (EndpointAddress address : new LinkedHashSet<>(addresses)) {
                Endpoint known = leaving.remove(address);
                next.add(known == null ? new Endpoint(address, lanes, clock) : known);
            }
            endpoints = next.toArray(NONE);
            leaving.values().forEach(Endpoint::closeIdle);
        } finally {
            changing.unlock();
        }
    }

    /**
     * Keeps no connection from now on. Requests that began with an older configuration are still
     * served.
     */
    public void retire() {
        changing.lock();
        try {
            retired = true;
            for (Endpoint endpoint : endpoints) {
                endpoint.closeIdle();
            }
        } finally {
            changing.unlock();
        }
    }

    /** Whether no configuration in force has it any more. */
    public boolean isRetired() {
        return retired;
    }

    /** Ends all connections, also those in use: whoever has one is told by its reads and writes. */
    public void closeAll() {
        retire();
        connections.forEach(connection -> connection.transport().close());
    }

    /** Closes connections that have been idle since before {@code time}. */
    public void evictIdle(long time) {
        for (Endpoint endpoint : endpoints) {
            endpoint.evictIdle(time);
        }
    }

    /**
     * Lends a connection; called on one of the lane's virtual threads.
     *
     * @param deadline when the request as a whole has to be answered
     * @param fresh whether to make a new connection, because a kept one has just failed
     * @param probe whether a kept connection is looked at first: for requests that must not be sent
     *     twice
     * @param avoid an endpoint that has just failed, used only if there is no other
     */
    public Lease acquire(
            Lane lane,
            RandomGenerator random,
            long deadline,
            boolean fresh,
            boolean probe,
            @Nullable Endpoint avoid) {
        Endpoint endpoint = pick(random, avoid);
        if (endpoint == null) {
            return new Lease.Refused(nowhere(), null);
        }
        if (!fresh) {
            UpstreamConnection kept;
            while ((kept = endpoint.idle(lane.index()).take()) != null) {
                if (kept.reuse(probe)) {
                    return kept;
                }
            }
        }
        return connect(lane, endpoint, deadline);
    }

    private Failure nowhere() {
        List<String> kept = refused;
        if (kept.isEmpty()) {
            String detail = "service " + service.name() + " has no endpoint";
            return new Failure(FailureKind.NO_ENDPOINT, detail);
        }
        String detail =
                "service %s is at %s, to which the gateway does not send unless allowLocalAddresses is set"
                        .formatted(service.name(), String.join(", ", kept));
        return new Failure(FailureKind.UPSTREAM_ADDRESS, detail);
    }

    private @Nullable Endpoint pick(RandomGenerator random, @Nullable Endpoint avoid) {
        Endpoint[] all = endpoints;
        if (all.length <= 1) {
            return all.length == 0 ? null : all[0];
        }
        int first = random.nextInt(all.length);
        int second = random.nextInt(all.length - 1);
        if (second >= first) {
            second++;
        }
        long now = System.nanoTime();
        Endpoint one = all[first];
        Endpoint two = all[second];
        boolean oneUsable = isUsable(one, avoid, now);
        if (oneUsable && isUsable(two, avoid, now)) {
            return one.inFlight() <= two.inFlight() ? one : two;
        }
        return oneUsable ? one : firstUsable(all, second, now, avoid);
    }

    private static boolean isUsable(Endpoint endpoint, @Nullable Endpoint avoid, long now) {
        return !isSame(endpoint, avoid) && !endpoint.isAvoided(now);
    }

    @SuppressWarnings("ReferenceEquality") // endpoints are what they are by identity
    private static boolean isSame(Endpoint endpoint, @Nullable Endpoint other) {
        return endpoint == other;
    }

    /** The first usable endpoint from a place on; if none is, one that has not just failed. */
    private static Endpoint firstUsable(
            Endpoint[] all, int from, long now, @Nullable Endpoint avoid) {
        for (int i = 0; i < all.length; i++) {
            Endpoint candidate = all[(from + i) % all.length];
            if (isUsable(candidate, avoid, now)) {
                return candidate;
            }
        }
        boolean justFailed = isSame(all[from], avoid);
        return justFailed ? all[(from + 1) % all.length] : all[from];
    }

    private Lease connect(Lane lane, Endpoint endpoint, long deadline) {
        if (open.incrementAndGet() > service.maxConnections() && !closeOneIdle()) {
            open.decrementAndGet();
            String detail = service.maxConnections() + " connections to " + service.name();
            return new Lease.Refused(new Failure(FailureKind.UPSTREAM_BUSY, detail), endpoint);
        }
        long now = System.nanoTime();
        long connectDeadline = Math.min(now + connectTimeoutNanos, deadline);
        endpoint.enter();
        boolean connected = false;
        try {
            Transport transport = connect(lane, endpoint.known(), connectDeadline);
            endpoint.connected();
            var connection = new UpstreamConnection(this, endpoint, transport, lane.index());
            connections.add(connection);
            connected = true;
            return connection;
        } catch (IOException | RuntimeException e) {
            // Of an address that this system cannot speak to, and of a broken TLS task, the JDK
            // tells by an exception that is not of input and output.
            FailureKind kind =
                    switch (e) {
                        case NoDescriptorException _ -> FailureKind.NO_DESCRIPTOR;
                        case DeadlineException _ -> FailureKind.UPSTREAM_CONNECT_TIMEOUT;
                        case SSLException _ -> FailureKind.UPSTREAM_TLS;
                        default -> FailureKind.UPSTREAM_CONNECT;
                    };
            if (kind.who() == FailureKind.Who.UPSTREAM) {
                endpoint.connectFailed(now);
            }
            String why = e instanceof IOException ? String.valueOf(e.getMessage()) : e.toString();
            String detail = service.name() + " at " + endpoint + ": " + why;
            return new Lease.Refused(new Failure(kind, detail), endpoint);
        } finally {
            if (!connected) {
                endpoint.leave();
                open.decrementAndGet();
            }
        }
    }

    private Transport connect(Lane lane, EndpointAddress address, long deadline)
            throws IOException {
        Transport raw = lane.connect(address.socket(), deadline);
        String name = address.tlsName();
        if (name == null) {
            return raw;
        }
        return Objects.requireNonNull(tls, "TLS is not set up").secure(raw, name, deadline);
    }

    /** Makes room by closing a connection that another lane or endpoint keeps and nobody uses. */
    private boolean closeOneIdle() {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.closeOneIdle()) {
                return true;
            }
        }
        return false;
    }

    void connectionClosed(UpstreamConnection connection) {
        connections.remove(connection);
        open.decrementAndGet();
    }
}
