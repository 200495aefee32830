package io.xynergy.gateway.tls;

import io.xynergy.gateway.wire.Transport;
import io.xynergy.kit.listener.HostAndPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Puts TLS over the connections that listeners accept, before the proxy sees them; the handshake
 * has the time that a head has.
 */
public final class SecuredConnections implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SecuredConnections.class.getName());

    private final TlsTransports tls;
    private final ServerIdentity identity;
    private final Duration patience;
    private final Runnable failed;
    private final Set<Transport> handshaking = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Secures connections.
     *
     * @param identity what clients are shown; closed together with this
     * @param patience for a handshake
     * @param failed called for each connection with which there is no TLS
     */
    public SecuredConnections(
            TlsTransports tls, ServerIdentity identity, Duration patience, Runnable failed) {
        this.tls = tls;
        this.identity = identity;
        this.patience = patience;
        this.failed = failed;
    }

    /**
     * Agrees with a client on keys and hands the connection on; closes it if there is no TLS.
     *
     * @param connections serves it to its end
     */
    public void accept(Transport raw, Consumer<Transport> connections) {
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
                    HostAndPort.text(raw.remoteAddress()),
                    e.getMessage());
            raw.close();
            failed.run();
            return;
        } finally {
            handshaking.remove(raw);
        }
        connections.accept(secured);
    }

    /** Ends handshakes, those in progress and those to come; secured connections go on. */
    @Override
    public void close() {
        closed = true;
        handshaking.forEach(Transport::close);
        identity.close();
    }
}
