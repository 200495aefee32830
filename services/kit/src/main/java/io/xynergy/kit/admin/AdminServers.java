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

/**
 * Makes Helidon web servers for the admin listener.
 *
 * <p>Nothing is discovered on the class path, so that another jar never changes what they do.
 */
final class AdminServers {

    private static final Duration GRACE = Duration.ofMillis(200);
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_REQUESTS = 64;

    private final AdminDispatch dispatch;
    private final ErrorBodies errors;

    AdminServers(AdminDispatch dispatch, ErrorBodies errors) {
        this.dispatch = dispatch;
        this.errors = errors;
    }

    /** A server that listens; throws when it cannot. */
    WebServer start(AdminSettings settings) {
        WebServer server = server(settings);
        server.start();
        if (!server.isRunning()) {
            // Helidon only logs why it could not bind
            throw new AdminListenerException(
                    settings.host(), settings.port(), bindProblem(settings));
        }
        return server;
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

    private WebServer server(AdminSettings settings) {
        return WebServer.builder()
                .address(address(settings))
                .port(settings.port())
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addProtocol(
                        Http1Config.builder().receiveLog(false).sendLog(false).buildPrototype())
                .mediaContext(MediaContext.builder().mediaSupportsDiscoverServices(false).build())
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
