package io.xynergy.gateway;

import io.xynergy.gateway.listener.HelidonListener;
import io.xynergy.gateway.listener.SecuredConnections;
import io.xynergy.gateway.listener.ServerIdentity;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.proxy.LaneContext;
import io.xynergy.gateway.proxy.ProxyServer;
import io.xynergy.gateway.tls.TlsTransports;
import io.xynergy.gateway.wire.Lane;
import io.xynergy.gateway.wire.Listener;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The traffic listeners, one a lane on the same port, and the bound on connections.
 *
 * <p>At the bound, and when descriptors run out, connections wait in the kernel's backlog until
 * others end; the listener itself goes on.
 */
final class GatewayServer implements Listener.Gate, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(GatewayServer.class.getName());
    private static final int BACKLOG = 4096;
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final ProxyServer proxy;
    private final GatewayCounters counters;
    private final int maxConnections;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong complainedAt = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    private final List<Listener> listeners = new ArrayList<>();
    private @Nullable TlsListener secured;

    GatewayServer(ProxyServer proxy, GatewayCounters counters, int maxConnections) {
        this.proxy = proxy;
        this.counters = counters;
        this.maxConnections = maxConnections;
    }

    /** Listens in every lane; the first takes a free port if {@code port} is 0. */
    void listen(String host, int port, List<LaneContext> contexts) throws IOException {
        var settings = new Listener.Settings(BACKLOG, contexts.size() > 1, this);
        int actual = port;
        for (LaneContext context : contexts) {
            Lane lane = context.lane();
            var address = new InetSocketAddress(host, actual);
            Listener listener;
            try {
                listener =
                        lane.listen(
                                address,
                                settings,
                                transport -> proxy.serve(context, transport, false));
            } catch (BindException e) {
                close();
                throw new BindException(
                        "port " + actual + " on " + host + " is taken: " + e.getMessage());
            }
            listeners.add(listener);
            actual = listener.address().getPort();
        }
    }

    /** Listens for TLS too, with the policy's drain time as what connections have at the end. */
    void listenSecurely(
            InetSocketAddress address,
            Duration drain,
            TlsTransports tls,
            ServerIdentity identity,
            LaneContext context)
            throws IOException {
        var settings = new Listener.Settings(BACKLOG, false, this);
        var limits = new HelidonListener.Limits(maxConnections, drain);
        var connections =
                new SecuredConnections(
                        tls,
                        identity,
                        context.timeouts().head(),
                        counters::connectionRejected,
                        transport -> {
                            accepted();
                            proxy.serve(context, transport, true);
                        });
        secured = TlsListener.open(address, settings, limits, connections, context);
    }

    /** The port for TLS, if there is one. */
    OptionalInt tlsPort() {
        return secured == null ? OptionalInt.empty() : OptionalInt.of(secured.port());
    }

    int port() {
        return listeners.getFirst().address().getPort();
    }

    @Override
    public boolean enter() {
        if (open.incrementAndGet() > maxConnections) {
            open.decrementAndGet();
            complain("there are " + maxConnections + " connections, the most that are taken");
            return false;
        }
        return true;
    }

    @Override
    public void accepted() {
        counters.connectionAccepted();
    }

    @Override
    public void leave() {
        open.decrementAndGet();
    }

    @Override
    public void acceptFailed(Exception cause) {
        counters.connectionRejected();
        complain("accepting failed and is tried again: " + cause.getMessage());
    }

    /** At most once a second: what goes wrong for one goes wrong for thousands. */
    private void complain(String what) {
        long now = System.nanoTime();
        long last = complainedAt.get();
        if (now - last >= QUIET_NANOS && complainedAt.compareAndSet(last, now)) {
            LOG.log(System.Logger.Level.WARNING, what);
        }
    }

    /** Stops accepting. */
    @Override
    public void close() {
        listeners.forEach(Listener::close);
        if (secured != null) {
            secured.close();
        }
    }

    /** Waits for what a listener still does after its connections have ended. */
    void awaitEnd() {
        if (secured != null) {
            secured.awaitEnd();
        }
    }
}
