package io.xynergy.gateway.listener;

import io.xynergy.gateway.tls.TlsTransports;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Puts TLS over a listener's connections before the proxy sees them; the handshake has the time
 * that a head has.
 */
public final class SecuredConnections implements Consumer<Transport>, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SecuredConnections.class.getName());

    private final TlsTransports tls;
    private final ServerIdentity identity;
    private final Duration patience;
    private final Runnable refused;
    private final Consumer<Transport> connections;
    private final Set<Transport> handshaking = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Secures connections.
     *
     * @param patience for a handshake
     * @param refused called for each connection with which there is no TLS
     * @param connections takes the others
     */
    public SecuredConnections(
            TlsTransports tls,
            ServerIdentity identity,
            Duration patience,
            Runnable refused,
            Consumer<Transport> connections) {
        this.tls = tls;
        this.identity = identity;
        this.patience = patience;
        this.refused = refused;
        this.connections = connections;
    }

    @Override
    public void accept(Transport raw) {
        Transport secured;
        handshaking.add(raw);
        try {
            if (closed) {
                raw.close();
            }
            long deadline = System.nanoTime() + patience.toNanos();
            secured = tls.server(raw, identity.context(), deadline);
        } catch (IOException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "no TLS with {0}: {1}",
                    raw.remoteAddress(),
                    e.getMessage());
            refused.run();
            raw.close();
            return;
        } finally {
            handshaking.remove(raw);
        }
        connections.accept(secured);
    }

    /** Ends handshakes, those in progress and those to come. */
    @Override
    public void close() {
        closed = true;
        handshaking.forEach(Transport::close);
    }
}
