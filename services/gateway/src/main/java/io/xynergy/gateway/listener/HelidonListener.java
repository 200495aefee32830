package io.xynergy.gateway.listener;

import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.WebServer;
import io.xynergy.gateway.wire.Listener;
import io.xynergy.gateway.wire.ThreadLane;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A port whose connections Helidon accepts and the proxy serves.
 *
 * <p>Of Helidon it uses the listener alone: nothing is discovered on the class path, and no byte of
 * a connection is read before it is handed over. Helidon's accept loop ends for good when
 * descriptors run out: a port that has to outlive that is opened by a lane instead.
 */
public final class HelidonListener implements Listener {

    private final WebServer server;
    private final InetSocketAddress address;
    private @Nullable Thread stopping;

    /**
     * What a listener bounds.
     *
     * @param connections at this number connections wait in the kernel's backlog
     * @param grace how long connections may go on after it was closed
     */
    public record Limits(int connections, Duration grace) {}

    private HelidonListener(WebServer server, InetSocketAddress address) {
        this.server = server;
        this.address = address;
    }

    /**
     * Listens at {@code address}; each connection gets a virtual thread of the JVM's scheduler and
     * waits by the lane's deadlines. Whoever takes it tells the gate that it is there.
     */
    public static HelidonListener open(
            InetSocketAddress address,
            Settings settings,
            Limits limits,
            ThreadLane lane,
            Consumer<Transport> connections)
            throws IOException {
        var sockets = new AcceptedSockets(settings.gate());
        WebServer server =
                WebServer.builder()
                        .address(address.getAddress())
                        .port(address.getPort())
                        .backlog(settings.backlog())
                        .maxTcpConnections(limits.connections())
                        .shutdownHook(false)
                        .shutdownGracePeriod(limits.grace())
                        .featuresDiscoverServices(false)
                        .protocolsDiscoverServices(false)
                        .mediaContext(
                                MediaContext.builder().mediaSupportsDiscoverServices(false).build())
                        .contentEncoding(
                                ContentEncodingContext.builder()
                                        .contentEncodingsDiscoverServices(false)
                                        .build())
                        .connectionOptions(sockets)
                        .addConnectionSelector(
                                new ConnectionTaker(sockets, settings.gate(), lane, connections))
                        .build();
        start(server, address);
        return new HelidonListener(
                server, new InetSocketAddress(address.getAddress(), server.port()));
    }

    private static void start(WebServer server, InetSocketAddress address) throws IOException {
        try {
            server.start();
        } catch (UncheckedIOException e) {
            throw taken(address, new IOException(e.getMessage(), e));
        }
        if (!server.isRunning()) {
            throw taken(address, reason(address)); // Helidon has only logged why
        }
    }

    private static IOException reason(InetSocketAddress address) {
        try (var socket = new ServerSocket()) {
            socket.bind(address);
            return new IOException("it is free by now, so try again");
        } catch (IOException e) {
            return e;
        }
    }

    private static BindException taken(InetSocketAddress address, IOException cause) {
        var taken =
                new BindException(
                        "port %d on %s is taken: %s"
                                .formatted(
                                        address.getPort(),
                                        address.getHostString(),
                                        cause.getMessage()));
        taken.initCause(cause);
        return taken;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void resume() {
        // Helidon asks the gate by itself.
    }

    /** Helidon's stop waits for the connections to end, so it waits on a thread of its own. */
    @Override
    public void close() {
        if (stopping == null) {
            stopping = Thread.ofPlatform().name("tls-stop").start(() -> server.stop());
        }
    }

    /** Waits until all that was started here has ended; it was closed, and so were connections. */
    public void awaitEnd() {
        Thread waitedFor = stopping;
        if (waitedFor != null) {
            try {
                waitedFor.join(Duration.ofSeconds(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
