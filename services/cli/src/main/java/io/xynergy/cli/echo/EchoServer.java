package io.xynergy.cli.echo;

import io.helidon.webserver.WebServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A running echo; closing it ends its waits and its listener. */
public final class EchoServer implements AutoCloseable {

    private final WebServer server;
    private final CountDownLatch stopping;

    private EchoServer(WebServer server, CountDownLatch stopping) {
        this.server = server;
        this.stopping = stopping;
    }

    /**
     * Starts an echo of this name; port 0 takes a free one.
     *
     * @throws IllegalStateException when it cannot listen there
     */
    public static EchoServer start(String name, String host, int port) {
        var stopping = new CountDownLatch(1);
        var handler = new EchoHandler(name, stopping);
        WebServer server =
                WebServer.builder()
                        .host(host)
                        .port(port)
                        .shutdownHook(false)
                        .shutdownGracePeriod(Duration.ofSeconds(1))
                        .connectionOptions(options -> options.tcpNoDelay(true))
                        .routing(routing -> routing.any(handler))
                        .build();
        if (!server.start().isRunning()) {
            throw new IllegalStateException("the echo could not listen on port " + port);
        }
        return new EchoServer(server, stopping);
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Waits until the echo is closed. */
    public void awaitClose() throws InterruptedException {
        stopping.await();
    }

    @Override
    public void close() {
        stopping.countDown();
        server.stop();
    }
}
