package io.xynergy.gateway.proxy;

import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.memory.Shedding;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.proxyprotocol.ProxyProtocolRule;
import io.xynergy.gateway.wire.Transport;
import io.xynergy.kit.error.ErrorBodies;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the connections that listeners bring, and ends them in good order. */
public final class ProxyServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ProxyServer.class.getName());
    private static final long LOOK_MILLIS = 500;

    private final ClientConnection.Service service;
    private final Set<ClientConnection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService looking =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("clients").daemon().factory());
    private final Shedding shedding;
    private final Rooms rooms;
    private volatile boolean draining;
    private volatile boolean ended;

    /** Begins to look after clients that wait; ends with {@link #close}. */
    public ProxyServer(
            Supplier<Snapshot> snapshots,
            Admission admission,
            GatewayCounters counters,
            HealthPages health,
            ErrorBodies errorBodies,
            MemoryLedger ledger) {
        this.shedding = new Shedding(ledger, looking, System::nanoTime);
        shedding.among(each -> connections.forEach(one -> each.accept(one.occupant())));
        ledger.whenShort(shedding::ask);
        this.rooms = new Rooms(shedding, ledger.heap());
        var handler =
                new ProxyHandler(admission, counters, health, errorBodies, rooms, () -> ended);
        this.service =
                new ClientConnection.Service(
                        snapshots, handler, new RequestLog(counters), counters, () -> draining);
        var _ =
                looking.scheduleWithFixedDelay(
                        this::lookAfterClients, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookAfterClients() {
        long now = System.nanoTime();
        try {
            connections.forEach(connection -> connection.lookAfterClient(now));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "looking after clients failed", e);
        }
        shedding.round();
    }

    /** Who ends the slowest while memory is short. */
    public Shedding shedding() {
        return shedding;
    }

    /** Serves one connection to its end, on the calling virtual thread. */
    public void serve(LaneContext context, Transport transport, boolean secure) {
        var connection = new ClientConnection(service, context, transport, secure);
        connections.add(connection);
        try {
            connection.run();
        } finally {
            connections.remove(connection);
        }
    }

    /** Whose connections begin with a PROXY header, now; null: nobody's. */
    public @Nullable ProxyProtocolRule proxyProtocol() {
        return service.snapshots().get().proxyProtocol();
    }

    /** A connection has ended, and what it held is free. */
    public void freed() {
        rooms.memory().freed();
    }

    /** Connections that are open. */
    public int open() {
        return connections.size();
    }

    /**
     * From now on each response ends its connection, if nothing more has come behind its request.
     */
    public void drain() {
        draining = true;
    }

    /** Ends the connections that wait for a request, each in good order. */
    public void endIdle() {
        connections.forEach(ClientConnection::endIfIdle);
    }

    /**
     * The time to drain is over: requests that wait for an upstream are answered that the gateway
     * stops, once their upstream connections are closed.
     */
    public void endRequests() {
        ended = true;
        connections.forEach(ClientConnection::endHead);
    }

    /** Closes all connections, whatever they do. */
    public void closeAll() {
        connections.forEach(ClientConnection::close);
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
