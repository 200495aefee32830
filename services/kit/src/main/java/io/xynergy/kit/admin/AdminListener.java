package io.xynergy.kit.admin;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.http.media.MediaContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http1.Http1Config;
import io.xynergy.kit.error.ErrorBodies;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * The HTTP listener for operators: probes, scrapes and a service's own operating routes.
 *
 * <p>Nothing is discovered on the class path, so that another jar never changes what it does.
 */
public final class AdminListener implements AutoCloseable {

    private static final Duration GRACE = Duration.ofMillis(200);
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_REQUESTS = 64;

    private final WebServer server;

    private AdminListener(WebServer server) {
        this.server = server;
    }

    /**
     * Binds and serves.
     *
     * @throws AdminListenerException when the address cannot be bound, naming host, port and reason
     */
    public static AdminListener start(
            AdminSettings settings, List<AdminRoute> routes, ErrorBodies errors) {
        var dispatch = new AdminDispatch(routes, errors);
        WebServer server = server(settings, dispatch, errors);
        server.start();
        if (!server.isRunning()) {
            // Helidon only logs why it could not bind
            throw new AdminListenerException(
                    settings.host(), settings.port(), bindProblem(settings));
        }
        return new AdminListener(server);
    }

    /** The port that it listens on, also when settings left the choice to the system. */
    public int port() {
        return server.port();
    }

    /** Stops listening and cuts every connection; requests in flight get a fraction of a second. */
    @Override
    public void close() {
        server.stop();
    }

    private static InetAddress address(AdminSettings settings) {
        try {
            return InetAddress.getByName(settings.host());
        } catch (UnknownHostException _) {
            throw new AdminListenerException(
                    settings.host(), settings.port(), "the host name has no address");
        }
    }

    private static String bindProblem(AdminSettings settings) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(settings.host(), settings.port()));
            return "it is free by now, so try again";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static WebServer server(
            AdminSettings settings, AdminDispatch dispatch, ErrorBodies errors) {
        return WebServer.builder()
                .address(address(settings))
                .port(settings.port())
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addProtocol(
                        Http1Config.builder().receiveLog(false).sendLog(false).buildPrototype())
                .mediaContext(
                        MediaContext.builder().mediaSupportsDiscoverServices(false).build())
                .contentEncoding(
                        ContentEncodingContext.builder()
                                .contentEncodingsDiscoverServices(false)
                                .build())
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).buildPrototype())
                .maxTcpConnections(MAX_CONNECTIONS)
                .maxConcurrentRequests(MAX_REQUESTS)
                .maxPayloadSize(settings.maxBody())
                .idleConnectionTimeout(Duration.ofSeconds(60))
                .idleConnectionPeriod(Duration.ofSeconds(5))
                .directHandlers(TransportErrors.handlers(errors))
                .routing(routing -> routing.addFilter(new ConnectionEnd()).any(dispatch))
                .build();
    }
}
