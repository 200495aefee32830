package io.xynergy.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import redis.embedded.RedisServer;

/** A Redis server of a test's own, which the test may stop and start again. */
public final class TestRedis implements AutoCloseable {

    private final int port;
    private RedisServer server;

    private TestRedis(int port) throws IOException {
        this.port = port;
        server = server(port);
    }

    /** Starts one on a free port. */
    public static TestRedis start() {
        try {
            return new TestRedis(freePort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public String uri() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        stop();
    }

    /** Stops it; clients find nobody at its port. */
    public void stop() {
        try {
            server.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again, empty, at the same port. */
    public void restart() {
        try {
            server = server(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RedisServer server(int port) throws IOException {
        RedisServer server =
                RedisServer.newRedisServer()
                        .port(port)
                        .bind("127.0.0.1")
                        .setting("save \"\"")
                        .build();
        server.start();
        return server;
    }
}
