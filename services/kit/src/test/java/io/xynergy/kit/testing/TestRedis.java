package io.xynergy.kit.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/** A Redis server of a test's own, which the test may stop and start again. */
public final class TestRedis implements AutoCloseable {

    /** The servers of a Cluster speak to each other on a port that is 10,000 higher. */
    private static final int HIGHEST_OF_CLUSTER = 55_535;

    private final int port;
    private final List<String> settings;
    private RedisServer server;

    private TestRedis(int port, List<String> settings) throws IOException {
        this.port = port;
        this.settings = settings;
        server = server(port, settings);
    }

    /** Starts one on a free port, with further lines of its configuration. */
    public static TestRedis start(String... settings) {
        try {
            return new TestRedis(freePort(), List.of(settings));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        for (; ; ) {
            try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (socket.getLocalPort() <= HIGHEST_OF_CLUSTER) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    public int port() {
        return port;
    }

    /** All keys that it has. */
    public List<String> keys() {
        return command("KEYS *").lines().filter(line -> !line.matches("[*$].*")).toList();
    }

    /** The response to a command in one line, as it comes. */
    public String command(String line) {
        return command(port, line);
    }

    static String command(int port, String line) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write((line + "\r\nQUIT\r\n").getBytes(StandardCharsets.UTF_8));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return all.endsWith("+OK\r\n") ? all.substring(0, all.length() - 5) : all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
            server = server(port, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RedisServer server(int port, List<String> settings) throws IOException {
        RedisServerBuilder builder =
                RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"");
        settings.forEach(builder::setting);
        RedisServer server = builder.build();
        server.start();
        return server;
    }
}
