package io.xynergy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/xynergy} and {@code bin/jdk25} as processes. */
class LauncherIT {

    private final Path bin = Checkout.root().resolve("bin");

    private record Result(int exitCode, String output) {}

    @Test
    void runsTheCommandWithoutJavaOnThePath(@TempDir Path tools) throws Exception {
        Result result = run(withPath(toolsIn(tools), bin.resolve("xynergy") + " version"));
        assertThat(result.output()).matches("xynergy \\S+ \\(JVM 25.*\\)\n");
        assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void passesOnTheExitCode() throws Exception {
        Result result = run(new ProcessBuilder(bin.resolve("xynergy").toString(), "nonsense"));
        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.output()).contains("'nonsense'").doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo --port 0", "gateway --port 0 --admin-port 0 -f POLICY"})
    void aSignalReachesTheServer(String command) throws Exception {
        Path policy = Checkout.root().resolve(PolicyFile.EXAMPLE);
        String line = bin.resolve("xynergy") + " " + command.replace("POLICY", policy.toString());
        Process server = new ProcessBuilder(line.split(" ")).redirectErrorStream(true).start();
        try (BufferedReader output = server.inputReader(UTF_8)) {
            assertThat(output.lines().anyMatch(text -> text.contains("listens on"))).isTrue();
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            server.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo --port 0", "gateway --port 0 --admin-port 0 -f POLICY"})
    void aSignalAtOnceEndsTheServer(String command) throws Exception {
        Path policy = Checkout.root().resolve(PolicyFile.EXAMPLE);
        String line = bin.resolve("xynergy") + " " + command.replace("POLICY", policy.toString());
        Process server = new ProcessBuilder(line.split(" ")).redirectErrorStream(true).start();

        server.destroy();

        expectTermination(server);
    }

    /** At its start a gateway waits for whoever still writes its policy. */
    @Test
    void aSignalDuringTheStartEndsTheGateway(@TempDir Path folder) throws Exception {
        byte[] example = Files.readAllBytes(Checkout.root().resolve(PolicyFile.EXAMPLE));
        Path policy = folder.resolve("policy.yaml");
        String xynergy = bin.resolve("xynergy").toString();
        List<String> command =
                List.of(
                        xynergy,
                        "gateway",
                        "--port",
                        "0",
                        "--admin-port",
                        "0",
                        "-f",
                        policy.toString());
        Process server;
        try (OutputStream writing = Files.newOutputStream(policy)) {
            writing.write(example);
            server = new ProcessBuilder(command).redirectErrorStream(true).start();
            awaitHandlers(server);

            server.destroy();
        }
        expectTermination(server);
    }

    private static void expectTermination(Process server) throws InterruptedException {
        try {
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(server.exitValue()).isEqualTo(128 + 15);
        } finally {
            server.destroyForcibly();
        }
    }

    /** Waits until a process does something of its own at SIGUSR1, as from its start on. */
    private static void awaitHandlers(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        while (true) {
            String caught =
                    Files.readAllLines(status).stream()
                            .filter(line -> line.startsWith("SigCgt:"))
                            .findFirst()
                            .orElseThrow()
                            .substring("SigCgt:".length())
                            .strip();
            if ((Long.parseUnsignedLong(caught, 16) & 1 << 10 - 1) != 0) {
                return;
            }
            assertThat(process.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo --port 0", "gateway --port 0 --admin-port 0 -f POLICY"})
    void signalsOfAdminsDoNotEndTheServer(String command) throws Exception {
        Path policy = Checkout.root().resolve(PolicyFile.EXAMPLE);
        String line = bin.resolve("xynergy") + " " + command.replace("POLICY", policy.toString());
        Process server = new ProcessBuilder(line.split(" ")).redirectErrorStream(true).start();
        try (BufferedReader output = server.inputReader(UTF_8)) {
            assertThat(output.lines().anyMatch(text -> text.contains("listens on"))).isTrue();
            for (String signal : List.of("USR1", "HUP", "USR1")) {
                kill(signal, server);
                assertThat(output.lines().anyMatch(text -> text.contains("SIG" + signal + ": ")))
                        .isTrue();
            }
            assertThat(server.isAlive()).isTrue();
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void kill(String signal, Process process) throws Exception {
        String[] command = {"kill", "-s", signal, Long.toString(process.pid())};
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    @Test
    void gatewayOnAConfigurationTakesDeliveries(@TempDir Path mount) throws Exception {
        String xynergy = bin.resolve("xynergy").toString();
        Path policy = Checkout.root().resolve(PolicyFile.EXAMPLE);
        Path folder = Files.createDirectory(mount.resolve("config"));
        Result json = run(new ProcessBuilder(xynergy, "check", "--json", policy.toString()));
        Files.writeString(folder.resolve("config.json"), json.output());
        Files.writeString(folder.resolve("revision"), "3");
        Path key = Files.writeString(mount.resolve("key"), "k".repeat(32));
        List<String> command =
                List.of(
                        xynergy,
                        "gateway",
                        "--port",
                        "0",
                        "--admin-port",
                        "0",
                        "--config",
                        folder.toString(),
                        "--delivery-key",
                        key.toString());
        Process server = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (BufferedReader output = server.inputReader(UTF_8);
                HttpClient client = HttpClient.newHttpClient()) {
            String line =
                    output.lines().filter(s -> s.contains("listens on")).findFirst().orElse("");
            assertThat(line).contains("of " + folder);
            URI config = URI.create(line.replaceAll(".*admin on (http://[^,]*),.*", "$1/config"));
            HttpRequest unsigned =
                    HttpRequest.newBuilder(config)
                            .PUT(HttpRequest.BodyPublishers.ofString("{}"))
                            .build();

            assertThat(client.send(unsigned, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(401);
        } finally {
            server.destroy();
            assertThat(server.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void withoutAnyJdkOneLineSaysWhatToInstall(@TempDir Path tools) throws Exception {
        String script =
                Files.readString(bin.resolve("jdk25"))
                        .replaceAll("/usr/lib/jvm|/Library/Java", "/nowhere");
        Path elsewhere = Files.writeString(tools.resolve("jdk25"), script);
        Result result = run(withPath(toolsIn(tools), "sh " + elsewhere));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output().lines())
                .singleElement()
                .asString()
                .contains("JDK 25", "JAVA_HOME");
    }

    private static Path toolsIn(Path directory) throws IOException {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : new String[] {"sh", "grep", "readlink", "dirname"}) {
            Files.createSymbolicLink(tools.resolve(tool), Path.of("/bin").resolve(tool));
        }
        return tools;
    }

    private static ProcessBuilder withPath(Path path, String command) {
        var builder = new ProcessBuilder("/bin/sh", "-c", command);
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "SDKMAN_DIR"));
        builder.environment().put("PATH", path.toString());
        builder.environment().put("HOME", path.toString());
        return builder;
    }

    private static Result run(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
