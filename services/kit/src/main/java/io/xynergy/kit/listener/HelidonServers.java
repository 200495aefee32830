package io.xynergy.kit.listener;

import io.helidon.http.media.MediaContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Makes Helidon web servers.
 *
 * <p>Nothing is discovered on the class path, so that another jar never changes what they do.
 */
final class HelidonServers {

    private static final Duration GRACE = Duration.ofMillis(200);

    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

    private final Consumer<HttpRouting.Builder> routing;
    private final TransportErrors errors;

    HelidonServers(Consumer<HttpRouting.Builder> routing, TransportErrors errors) {
        this.routing = routing;
        this.errors = errors;
    }

    /** A server that listens; throws when it cannot. */
    WebServer start(ListenerSettings settings) {
        WebServer server = server(settings);
        server.start();
        if (!server.isRunning()) {
            // Helidon only logs why it could not bind
            throw new ListenerException(settings.host(), settings.port(), bindProblem(settings));
        }
        return server;
    }

    private static InetAddress address(ListenerSettings settings) {
        try {
            return InetAddress.getByName(settings.host());
        } catch (UnknownHostException _) {
            throw new ListenerException(
                    settings.host(), settings.port(), "the host name has no address");
        }
    }

    private static String bindProblem(ListenerSettings settings) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(settings.host(), settings.port()));
            return "it is free by now, so try again";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private WebServer server(ListenerSettings settings) {
        int head = LongestHead.of(settings.maxConnections(), Runtime.getRuntime().maxMemory());
        return WebServer.builder()
                .address(address(settings))
                .port(settings.port())
                .shutdownHook(false)
                .shutdownGracePeriod(GRACE)
                .featuresDiscoverServices(false)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(
                        new OldRequests(
                                Http1Config.builder()
                                        .receiveLog(false)
                                        .sendLog(false)
                                        .maxPrologueLength(head / 2)
                                        .maxHeadersSize(head)
                                        .buildPrototype()))
                .mediaContext(MediaContext.builder().mediaSupportsDiscoverServices(false).build())
                .contentEncoding(new CodingsAsSent())
                .connectionOptions(new TimedSockets(settings.readTimeout()))
                .maxTcpConnections(settings.maxConnections())
                .maxConcurrentRequests(settings.maxRequests())
                .maxPayloadSize(settings.maxBody())
                .idleConnectionTimeout(IDLE_TIMEOUT)
                .idleConnectionPeriod(Duration.ofSeconds(5))
                .directHandlers(errors.handlers(settings.maxBody()))
                .routing(builder ->
                        routing.accept(
                                builder.addFilter(new ConnectionEnd())
                                        .addFilter(new CodingFilter(settings.takesGzip(), errors))))
                .build();
    }
}
