package io.xynergy.kit.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** A PostgreSQL server that can be killed and started again on the same port with its data. */
public final class TestPostgresServer implements AutoCloseable {

    /**
     * Its programs' output at info is long; JUL forgets the level of a logger that nobody holds.
     */
    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class.getPackageName());

    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    private TestPostgresServer(Path data, int port) throws IOException {
        this.data = data;
        this.port = port;
        this.server = launch();
    }

    /** Initialised by the first use: the one that most tests share until the JVM ends. */
    private static final class Shared {

        static final int PORT = port();

        private static int port() {
            try {
                return settings().start().getPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static int sharedPort() {
        return Shared.PORT;
    }

    /** A new one with data of its own. */
    public static TestPostgresServer start() {
        try {
            return new TestPostgresServer(
                    Files.createTempDirectory("xynergy-postgres"), freePort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new database without tables; the roles have the given names and end in its number. */
    public TestPostgres database(String roles) {
        return TestPostgres.database(port, roles);
    }

    /** Ends it as a crash would, and waits until it is gone. */
    public void kill() throws Exception {
        Path lock = data.resolve("data/postmaster.pid");
        long id = Long.parseLong(Files.readAllLines(lock).getFirst());
        ProcessHandle process = ProcessHandle.of(id).orElseThrow();
        process.destroyForcibly();
        process.onExit().get(20, TimeUnit.SECONDS);
        server.close(); // gives up its lock on the directory
    }

    /** Starts it again with what was committed. */
    public void restart() throws IOException {
        server = launch();
    }

    @Override
    public void close() throws IOException {
        server.close();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private EmbeddedPostgres launch() throws IOException {
        return settings()
                .setPort(port)
                .setDataDirectory(data.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on") // a kill loses nothing
                .start();
    }

    /** Not made to survive a power cut, which no test does to it. */
    private static EmbeddedPostgres.Builder settings() {
        LOG.setLevel(Level.WARNING);
        return EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("deadlock_timeout", "100ms");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
