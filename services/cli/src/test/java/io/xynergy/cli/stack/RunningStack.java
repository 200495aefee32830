package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code bin/xynergy up} as a user's terminal has it: a process group, and what it printed. */
final class RunningStack implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path xynergy;
    private final Path data;
    private final Path output;
    private final Process process;
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningStack(Path xynergy, Path data, Path output, Process process) {
        this.xynergy = xynergy;
        this.data = data;
        this.output = output;
        this.process = process;
    }

    /** Starts it on free ports, in a session of its own, as `setsid` makes one. */
    static RunningStack start(Path checkout, Path data, String... arguments) throws IOException {
        Path xynergy = checkout.resolve("bin/xynergy");
        Path output = Files.createTempFile(data.getParent(), "up", ".out");
        List<String> command = new ArrayList<>(List.of("setsid", xynergy.toString(), "up"));
        if (!List.of(arguments).contains("-f")) {
            Path policy = checkout.resolve("crds/examples/xynergy.yaml");
            command.addAll(List.of("-f", policy.toString()));
        }
        command.addAll(List.of("--data", data.toString()));
        for (Ports.Use use : Ports.Use.values()) {
            if (!Arrays.asList(arguments).contains(use.option())) {
                command.addAll(List.of(use.option(), "0"));
            }
        }
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(output.toFile());
        return new RunningStack(xynergy, data, output, builder.start());
    }

    RunningStack awaitReady() {
        await(() -> output().contains("\nready in ") || !process.isAlive());
        assertThat(output()).contains("\nready in ");
        return this;
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Its end, which comes by itself. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** As the terminal does it: the whole process group gets SIGINT. */
    int controlC() throws IOException, InterruptedException {
        kill("INT", -process.pid());
        return awaitExit();
    }

    void killHard() throws IOException, InterruptedException {
        kill("KILL", process.pid());
        awaitExit();
    }

    static void kill(String signal, long pid) throws IOException, InterruptedException {
        String[] command = {"kill", "-s", signal, "--", Long.toString(pid)};
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    /** The process of a part. */
    Optional<ProcessHandle> part(String name) {
        try {
            return Leftovers.process(Files.readString(data.resolve("run/" + name + ".pid")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** All parts and what they have started. */
    List<ProcessHandle> processes() throws IOException {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(data.resolve("run"))) {
            for (Path file : files) {
                part(file.getFileName().toString().replace(".pid", "")).ifPresent(found::add);
            }
        }
        List.copyOf(found).forEach(part -> part.descendants().forEach(found::add));
        return found;
    }

    /** Kills a part and waits until another process of it serves. */
    void killAndAwait(String name) throws IOException, InterruptedException {
        int before = count(name + " is back after");
        kill("KILL", part(name).orElseThrow().pid());
        await(() -> count(name + " is back after") > before);
    }

    private int count(String text) {
        return output().split(Pattern.quote(text), -1).length;
    }

    /** Another command of {@code bin/xynergy} that works with this stack. */
    Process command(String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of(xynergy.toString()));
        words.addAll(List.of(command));
        words.addAll(List.of("--data", data.toString()));
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }

    /** What it prints when it ends well. */
    String run(String... command) throws IOException, InterruptedException {
        Process process = command(command);
        var printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    String token(String user, String tenant) throws IOException, InterruptedException {
        return run("token", "--user", user, "--tenant", tenant);
    }

    /** Where a part listens, as the output says it. */
    String where(String part) {
        Matcher line = Pattern.compile("(?m)^  " + part + " +([^,\\s]+)").matcher(output());
        assertThat(line.find()).as(part).isTrue();
        return line.group(1);
    }

    /** How many contacts the tenant has in the database, by its superuser. */
    long contacts(String tenant) throws IOException, SQLException {
        String url = "jdbc:postgresql://%s/%s".formatted(where("postgres"), DatabaseSetup.DATABASE);
        try (Connection connection =
                        DriverManager.getConnection(
                                url, PostgresServer.SUPERUSER, password(PostgresServer.SUPERUSER));
                PreparedStatement statement =
                        connection.prepareStatement(
                                "SELECT count(*) FROM crm.contact WHERE tenant_id = ?")) {
            statement.setString(1, tenant);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getLong(1);
            }
        }
    }

    /** The password that the stack made for a role of its database. */
    String password(String role) throws IOException {
        return Files.readString(data.resolve("passwords").resolve(role)).strip();
    }

    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return client.send(request(path, token).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String token, String json)
            throws IOException, InterruptedException {
        HttpRequest request =
                request(path, token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(where("gateway") + path))
                        .timeout(Duration.ofSeconds(30));
        return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("in time").isNegative();
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        client.close();
    }
}
