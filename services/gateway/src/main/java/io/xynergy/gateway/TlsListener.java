package io.xynergy.gateway;

import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.gateway.listener.HelidonListener;
import io.xynergy.gateway.listener.SecuredConnections;
import io.xynergy.gateway.listener.ServerIdentity;
import io.xynergy.gateway.proxy.LaneContext;
import io.xynergy.gateway.wire.Listener;
import io.xynergy.gateway.wire.ThreadLane;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The port for HTTPS, which is open when the policy names a Secret with a certificate. */
final class TlsListener implements AutoCloseable {

    private static final String CHAIN = "tls.crt";
    private static final String KEY = "tls.key";

    private final SecuredConnections connections;
    private final HelidonListener listener;

    private TlsListener(SecuredConnections connections, HelidonListener listener) {
        this.connections = connections;
        this.listener = listener;
    }

    /** Reads a Secret's certificate and key, naming the file that is missing or wrong. */
    static ServerIdentity identity(PolicyFolder folder, String secret) throws IOException {
        Path chain = folder.secret(secret, CHAIN);
        Path key = folder.secret(secret, KEY);
        try {
            return new ServerIdentity(chain, key);
        } catch (IOException e) {
            throw new IOException("spec.gateway.tls.secret: " + e.getMessage(), e);
        }
    }

    /** Listens; connections run on the context's lane. */
    static TlsListener open(
            InetSocketAddress address,
            Listener.Settings settings,
            HelidonListener.Limits limits,
            SecuredConnections connections,
            LaneContext context)
            throws IOException {
        var lane = (ThreadLane) context.lane();
        return new TlsListener(
                connections, HelidonListener.open(address, settings, limits, lane, connections));
    }

    int port() {
        return listener.address().getPort();
    }

    /** Stops accepting and ends handshakes; secured connections go on. */
    @Override
    public void close() {
        connections.close();
        listener.close();
    }

    void awaitEnd() {
        listener.awaitEnd();
    }
}
