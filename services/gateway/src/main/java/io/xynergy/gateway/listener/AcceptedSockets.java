package io.xynergy.gateway.listener;

import io.helidon.common.socket.SocketOptions;
import io.xynergy.gateway.wire.Listener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees each socket that Helidon's listener accepts, before anything is done with it.
 *
 * <p>Helidon shows a connection's streams but not its socket, which deadlines and half closes need.
 * Setting a socket's options is the one step at which it does; the connection finds its socket
 * again by the peer's address.
 */
final class AcceptedSockets implements SocketOptions {

    private final SocketOptions options = SocketOptions.builder().tcpNoDelay(true).buildPrototype();
    private final Listener.Gate gate;
    private final Map<SocketAddress, Socket> waiting = new ConcurrentHashMap<>();

    AcceptedSockets(Listener.Gate gate) {
        this.gate = gate;
    }

    /** The socket of a connection, which is handed out once; null if it is not known. */
    @Nullable Socket take(SocketAddress peer) {
        return waiting.remove(peer);
    }

    @Override
    public void configureSocket(Socket socket) {
        if (!gate.enter()) {
            throw new IllegalStateException("too many connections"); // Helidon closes the socket
        }
        try {
            socket.setTcpNoDelay(true);
            waiting.put(socket.getRemoteSocketAddress(), socket);
        } catch (IOException e) {
            gate.leave();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
        return options.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
        return options.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return options.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
        return options.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
        return options.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
        return options.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
        return options.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
        return options.tcpNoDelay();
    }
}
