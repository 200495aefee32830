package io.xynergy.gateway.listener;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import io.xynergy.gateway.wire.Listener;
import io.xynergy.gateway.wire.ThreadLane;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes every connection of a Helidon listener over, on the virtual thread that Helidon gave it.
 */
final class ConnectionTaker implements ServerConnectionSelector {

    private final AcceptedSockets sockets;
    private final Listener.Gate gate;
    private final ThreadLane lane;
    private final Consumer<Transport> connections;

    ConnectionTaker(
            AcceptedSockets sockets,
            Listener.Gate gate,
            ThreadLane lane,
            Consumer<Transport> connections) {
        this.sockets = sockets;
        this.gate = gate;
        this.lane = lane;
        this.connections = connections;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData data) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return Set.of("http/1.1");
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        Socket socket = sockets.take(context.remotePeer().address());
        if (socket == null) {
            throw new IllegalStateException("a connection without a socket");
        }
        try {
            var stream = new HelidonStream(context, socket);
            return new Taken(lane.adopt(stream, gate::leave), connections);
        } catch (IOException e) {
            gate.leave();
            throw new UncheckedIOException(e); // it was closed meanwhile
        }
    }

    /** Its own deadlines end it, and the proxy's drain; Helidon has nothing to add. */
    private record Taken(Transport transport, Consumer<Transport> connections)
            implements ServerConnection {

        @Override
        public void handle(Limit limit) {
            try {
                connections.accept(transport);
            } finally {
                transport.close();
            }
        }

        @Override
        public Duration idleTime() {
            return Duration.ZERO;
        }

        @Override
        public void close(boolean interrupt) {
            if (interrupt) {
                transport.close();
            }
        }
    }
}
