package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** PostgreSQL on this machine: its data directory and how it is run. */
final class PostgresServer {

    static final String NAME = "postgres";
    static final String SUPERUSER = "postgres";

    /** Of the programs' major version; data of another one cannot be read. */
    private static final String MAJOR = "18";

    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    /** Small, and as safe as by default: what is committed is on the disk. */
    private static final List<String> SETTINGS =
            List.of(
                    "listen_addresses=" + Ports.LOCAL,
                    "unix_socket_directories=",
                    "max_connections=60",
                    "shared_buffers=32MB",
                    "max_wal_size=256MB",
                    "io_method=sync",
                    "max_logical_replication_workers=0",
                    "jit=off",
                    "log_line_prefix=%m ");

    private final Path programs;
    private final Path data;
    private final int port;
    private final List<String> asWho;

    private PostgresServer(Path programs, Path data, int port, List<String> asWho) {
        this.programs = programs;
        this.data = data;
        this.port = port;
        this.asWho = asWho;
    }

    /** The server whose data is in {@code data}, which is made if there is none. */
    static PostgresServer open(
            Path programs, Path data, int port, Path passwordFile, Progress progress)
            throws IOException, StackException, InterruptedException {
        var server = new PostgresServer(programs, data, port, asWho());
        if (Files.exists(data)) {
            server.checkVersion();
            server.removeStaleLock();
        } else {
            long start = progress.now();
            progress.line("making a new database");
            server.initialise(passwordFile);
            progress.line("made a new database in %s".formatted(progress.since(start)));
        }
        return server;
    }

    /**
     * PostgreSQL refuses to run as root, and so runs as nobody in a user namespace, where root's
     * files are nobody's too.
     */
    private static List<String> asWho() throws IOException, StackException, InterruptedException {
        if (!isRoot()) {
            return List.of();
        }
        List<String> unshare = List.of("unshare", "-U");
        Outcome tried = run(List.of("unshare", "-U", "true"));
        if (tried.exitCode() != 0) {
            throw StackException.input(
                    "PostgreSQL does not run as root, and this machine allows root no user namespace; run xynergy as another user, or give --db URL");
        }
        return unshare;
    }

    private static boolean isRoot() throws IOException, InterruptedException {
        return run(List.of("id", "-u")).output().strip().equals("0");
    }

    private void checkVersion() throws IOException, StackException {
        String version = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!version.equals(MAJOR)) {
            throw StackException.input(
                    "%s is of PostgreSQL %s, this is PostgreSQL %s; move it away, or start with --clean, which removes it"
                            .formatted(data, version, MAJOR));
        }
    }

    /**
     * A killed server leaves its lock, and PostgreSQL would refuse to start if its process id has
     * gone to somebody else. Nobody but the holder of the data directory runs it, so that only a
     * PostgreSQL that was started by hand counts.
     */
    private void removeStaleLock() throws IOException {
        Optional<Long> holder = Optional.ofNullable(statusLine(0)).map(line -> Long.valueOf(line));
        if (holder.isPresent()
                && holder.flatMap(ProcessHandle::of).stream().noneMatch(this::isOurs)) {
            Files.deleteIfExists(lockFile());
        }
    }

    private boolean isOurs(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/postgres");
    }

    private void initialise(Path passwordFile)
            throws IOException, StackException, InterruptedException {
        Path partial = data.resolveSibling(data.getFileName() + ".new");
        DataDirectory.deleteTree(partial);
        List<String> command = new ArrayList<>(asWho);
        command.add(programs.resolve("initdb").toString());
        command.addAll(
                List.of(
                        "--pgdata=" + partial,
                        "--username=" + SUPERUSER,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"));
        Outcome outcome = run(command);
        if (outcome.exitCode() != 0) {
            throw StackException.part(NAME, "cannot make a database:\n" + outcome.output().strip());
        }
        Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private record Outcome(int exitCode, String output) {}

    private static Outcome run(List<String> command) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            return new Outcome(127, String.valueOf(e.getMessage()));
        }
        process.getOutputStream().close();
        var output = new String(process.getInputStream().readNBytes(64 * 1024), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Outcome(process.waitFor(), output);
    }

    /** The server as a process. */
    Program program() {
        List<String> command = new ArrayList<>(asWho);
        command.add(programs.resolve("postgres").toString());
        command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        return new Program(
                NAME, command, Map.of(), new Program.Stop("INT", STOP_WITHIN), this::isReady);
    }

    /** As {@code pg_ctl} finds it out: the server writes its state into its lock file. */
    private boolean isReady(long pid) {
        return Long.toString(pid).equals(statusLine(0)) && "ready".equals(statusLine(7));
    }

    private @Nullable String statusLine(int number) {
        try {
            List<String> lines = Files.readAllLines(lockFile());
            return number < lines.size() ? lines.get(number).strip() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private Path lockFile() {
        return data.resolve("postmaster.pid");
    }

    /** How its superuser reaches {@code database}. */
    DatabaseUrl superuser(String database, String password) {
        return new DatabaseUrl(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), SUPERUSER, password);
    }

    /** A file in the data directory, which lives and dies with it. */
    Path mark(String name) {
        return data.resolve("xynergy-" + name);
    }
}
