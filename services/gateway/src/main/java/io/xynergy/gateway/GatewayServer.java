package io.xynergy.gateway;

import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.proxy.ProxyServer;
import io.xynergy.gateway.proxyprotocol.AnnouncedConnections;
import io.xynergy.gateway.tls.SecuredConnections;
import io.xynergy.gateway.wire.Backlog;
import io.xynergy.gateway.wire.Listener;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The traffic listeners, one a lane on each port, and the bound on connections.
 *
 * <p>When the memory for them or their descriptors have run out, connections wait in the kernel's
 * backlog until others end; the listener itself goes on.
 */
final class GatewayServer implements Listener.Gate, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());
    private static final int BACKLOG = 4096;
    private static final long QUIET_NANOS = 1_000_000_000L;

    /** Between two looks at a backlog that runs empty. */
    private static final long LOOK_NANOS = 2_000_000;

    private final ProxyServer proxy;
    private final AnnouncedConnections announced;
    private final GatewayCounters counters;
    private final MemoryLedger ledger;
    private final AtomicLong complainedAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    private final List<Listener> listeners = new ArrayList<>();
    private final List<Listener> secureListeners = new ArrayList<>();
    private @Nullable SecuredConnections secured;

    /** Whether connections wait in the backlog because the gate was closed to them. */
    private volatile boolean waiting;

    /**
     * Listeners that are not open yet.
     *
     * @param patience for the header with which load balancers begin a connection
     */
    GatewayServer(
            ProxyServer proxy, GatewayCounters counters, MemoryLedger ledger, Duration patience) {
        this.proxy = proxy;
        this.announced =
                new AnnouncedConnections(proxy::proxyProtocol, patience, counters, ledger.heap());
        proxy.shedding().among(announced::forEach);
        this.counters = counters;
        this.ledger = ledger;
    }

    /** Listens for HTTP in every lane; the first takes a free port if the address has port 0. */
    void listen(InetSocketAddress address, List<LaneContext> contexts) throws IOException {
        open(
                listeners,
                address,
                contexts,
                (context, transport) ->
                        announced.accept(
                                transport, (over, secure) -> proxy.serve(context, over, secure)));
    }

    /** Listens for HTTPS in every lane, as {@link #listen} does for HTTP. */
    void listenSecurely(
            InetSocketAddress address, List<LaneContext> contexts, SecuredConnections connections)
            throws IOException {
        secured = connections;
        proxy.shedding().among(connections::forEach);
        open(
                secureListeners,
                address,
                contexts,
                (context, transport) ->
                        announced.accept(
                                transport,
                                (raw, _) ->
                                        connections.accept(
                                                raw, over -> proxy.serve(context, over, true))));
    }

    private void open(
            List<Listener> opened,
            InetSocketAddress asked,
            List<LaneContext> contexts,
            BiConsumer<LaneContext, Transport> connections)
            throws IOException {
        var settings = new Listener.Settings(BACKLOG, contexts.size() > 1, this);
        InetSocketAddress address = asked;
        for (LaneContext context : contexts) {
            try {
                opened.add(
                        context.lane()
                                .listen(
                                        address,
                                        settings,
                                        transport -> connections.accept(context, transport)));
            } catch (BindException e) {
                close();
                throw new BindException(
                        "port %d on %s is taken: %s"
                                .formatted(
                                        address.getPort(),
                                        address.getHostString(),
                                        e.getMessage()));
            }
            address = opened.getFirst().address();
        }
    }

    /** The port for HTTPS, if there is one. */
    OptionalInt tlsPort() {
        return secureListeners.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(secureListeners.getFirst().address().getPort());
    }

    int port() {
        return listeners.getFirst().address().getPort();
    }

    @Override
    public boolean enter() {
        if (ledger.connect()) {
            return true;
        }
        waiting = true;
        complain(
                "new connections wait: there are %d of %d, and %d of %d KiB of the heap are held"
                        .formatted(
                                ledger.connections(),
                                ledger.maxConnections(),
                                ledger.heap().held() / 1024,
                                ledger.heap().limit() / 1024));
        return false;
    }

    @Override
    public void accepted() {
        counters.connectionAccepted();
    }

    @Override
    public void leave() {
        ledger.disconnect();
        proxy.freed();
        if (waiting && ledger.hasRoom()) {
            waiting = false;
            listeners.forEach(Listener::resume);
            secureListeners.forEach(Listener::resume);
        }
    }

    @Override
    public void acceptFailed(Exception cause) {
        counters.connectionRejected();
        complain("accepting failed and is tried again: " + cause.getMessage());
    }

    /**
     * At most once a second: what goes wrong for one goes wrong for thousands. A log may make its
     * writer wait, which a thread that accepts must not.
     */
    private void complain(String what) {
        long now = System.nanoTime();
        long last = complainedAt.get();
        if (now - last >= QUIET_NANOS && complainedAt.compareAndSet(last, now)) {
            Thread.ofVirtual().start(() -> LOG.log(System.Logger.Level.WARNING, what));
        }
    }

    /** Whether nothing that was accepted is open any more; only once nothing is accepted. */
    boolean isEmpty() {
        return ledger.connections() == 0;
    }

    /**
     * Stops accepting and frees the ports. What clients have begun is accepted first, if that is
     * over until {@code deadline}: connections whose handshake is under way, and the backlogs.
     */
    void stopListening(long deadline) {
        var backlog = new Backlog(ports());
        boolean turnsAway = backlog.turnAway();
        while (turnsAway && !backlog.isEmpty() && System.nanoTime() - deadline < 0) {
            if (!ledger.hasRoom()) {
                proxy.endIdle(); // only those that rest make room now
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        listeners.forEach(Listener::close);
        secureListeners.forEach(Listener::close);
    }

    private Set<Integer> ports() {
        Set<Integer> ports = new HashSet<>();
        ports.add(port());
        tlsPort().ifPresent(ports::add);
        return ports;
    }

    /** Ends handshakes that are still under way, and what comes before them; connections go on. */
    void endHandshakes() {
        announced.close();
        if (secured != null) {
            secured.close();
        }
    }

    /** Stops accepting at once and ends handshakes; connections go on. */
    @Override
    public void close() {
        listeners.forEach(Listener::close);
        secureListeners.forEach(Listener::close);
        endHandshakes();
    }
}
