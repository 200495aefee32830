package io.xynergy.gateway.tls;

import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.memory.Occupant;
import io.xynergy.gateway.memory.Opening;
import io.xynergy.gateway.memory.Pace;
import io.xynergy.gateway.wire.Transport;
import io.xynergy.kit.listener.HostAndPort;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts TLS over the connections that listeners accept, before the proxy sees them; the handshake
 * has the time that a head has.
 */
public final class SecuredConnections implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SecuredConnections.class.getName());

    private final TlsTransports tls;
    private final ServerIdentity identity;
    private final Duration patience;
    private final Account heap;
    private final FailedHandshakes failed;
    private final Set<Handshake> handshaking = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Told of connections with which there is no TLS. */
    @FunctionalInterface
    public interface FailedHandshakes {

        /**
         * Called once for each.
         *
         * @param shed whether it was ended because memory was short
         */
        void accept(boolean shed);
    }

    /**
     * Secures connections.
     *
     * @param identity what clients are shown; closed together with this
     * @param patience for a handshake
     * @param heap learns what TLS holds
     * @param failed called for each connection with which there is no TLS
     */
    public SecuredConnections(
            TlsTransports tls,
            ServerIdentity identity,
            Duration patience,
            Account heap,
            FailedHandshakes failed) {
        this.heap = heap;
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
        heap.take(MemoryLedger.TLS);
        try {
            Transport secured = secure(raw);
            if (secured == null) {
                return;
            }
            try {
                connections.accept(secured);
            } finally {
                tls.release(secured);
            }
        } finally {
            heap.give(MemoryLedger.TLS);
        }
    }

    private @Nullable Transport secure(Transport raw) {
        var handshake = new Handshake(raw, new Opening(raw::close));
        handshaking.add(handshake);
        try {
            if (closed) {
                raw.close();
            }
            long now = System.nanoTime();
            handshake.opening.sending().waits(Pace.Wait.HANDSHAKE, now);
            Transport secured = tls.server(raw, identity.context(), now + patience.toNanos());
            if (handshake.opening.over()) {
                return secured;
            }
            tls.release(secured);
            failed.accept(true);
            return null;
        } catch (IOException | RuntimeException e) {
            // A broken task of a handshake is told of by the JDK as a RuntimeException.
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "no TLS with {0}: {1}",
                    HostAndPort.text(raw.remoteAddress()),
                    e.getMessage());
            raw.close();
            failed.accept(!handshake.opening.over());
            return null;
        } finally {
            handshaking.remove(handshake);
        }
    }

    /** Gives each handshake that is going on to {@code action}. */
    public void forEach(Consumer<Occupant> action) {
        handshaking.forEach(handshake -> action.accept(handshake.opening));
    }

    /** A client that has not agreed on keys yet. */
    private record Handshake(Transport raw, Opening opening) {}

    /** Ends handshakes, those in progress and those to come; secured connections go on. */
    @Override
    public void close() {
        closed = true;
        handshaking.forEach(handshake -> handshake.raw.close());
        identity.close();
    }
}
