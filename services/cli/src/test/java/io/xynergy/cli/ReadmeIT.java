package io.xynergy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the shell blocks of the README in order, on free ports and on a copy of the policy, and
 * compares what each prints with the text block that follows it; there, … stands for anything.
 */
class ReadmeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern BLOCK =
            Pattern.compile(
                    "^```sh\\n(?<command>.*?)^```\\n(?:\\n```text\\n(?<output>.*?)^```\\n)?",
                    Pattern.MULTILINE | Pattern.DOTALL);
    private static final String POLICY = "crds/examples/quick-start.yaml";

    private final Path root = Checkout.root();
    private final Map<String, String> ports = new LinkedHashMap<>();
    private final List<Process> servers = new ArrayList<>();
    @TempDir private Path directory;

    private record Block(String command, String output) {}

    @BeforeEach
    void copyWhatTheTourEdits() throws IOException {
        for (String documented : List.of("8080", "9901", "9001", "9002")) {
            try (var socket = new ServerSocket(0)) {
                ports.put(documented, Integer.toString(socket.getLocalPort()));
            }
        }
        Path copy = Files.createDirectories(directory.resolve("crds/examples"));
        Files.writeString(
                copy.resolve("quick-start.yaml"),
                toFreePorts(Files.readString(root.resolve(POLICY))));
        Files.createSymbolicLink(directory.resolve("bin"), root.resolve("bin"));
    }

    @AfterEach
    void stopServers() throws InterruptedException {
        servers.forEach(Process::destroy);
        for (Process server : servers) {
            assertThat(server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void everyShellBlockWorksAsPrinted() throws Exception {
        List<Block> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(5);
        for (Block block : blocks) {
            if (block.command().strip().equals("make run")) {
                startAsMakeRunDoes();
            } else {
                check(block);
            }
        }
    }

    private List<Block> blocks() throws IOException {
        Matcher matcher = BLOCK.matcher(Files.readString(root.resolve("README.md")));
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            String output = matcher.group("output");
            blocks.add(new Block(matcher.group("command"), output == null ? "…" : output));
        }
        return blocks;
    }

    /** Make itself would build what is being tested. */
    private void startAsMakeRunDoes() throws IOException {
        String script = "services/cli/quick-start";
        assertThat(Files.readString(root.resolve("Makefile")))
                .containsPattern("(?m)^run: .*\\n\\t@" + script + "$");
        ProcessBuilder builder = process(root.resolve(script).toString());
        builder.redirectOutput(directory.resolve("run.log").toFile());
        builder.environment().put("PORT", ports.get("8080"));
        builder.environment().put("ADMIN_PORT", ports.get("9901"));
        builder.environment().put("HELLO_PORT", ports.get("9001"));
        builder.environment().put("ORDERS_PORT", ports.get("9002"));
        servers.add(builder.start());
    }

    /** Once where it changes something; again where it prints what a change brings about. */
    private void check(Block block) throws Exception {
        Pattern expected = pattern(block.output());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String output = run(block.command());
        while (!expected.matcher(output).matches() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            output = run(block.command());
        }
        assertThat(output).as("what this prints: %s", block.command()).matches(expected);
    }

    private static Pattern pattern(String output) {
        return Pattern.compile(
                Stream.of(output.strip().split("…", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    private String run(String command) throws Exception {
        Process process = process("sh", "-c", toFreePorts(command)).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return toDocumentedPorts(output).strip();
    }

    private ProcessBuilder process(String... command) {
        return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    }

    private String toFreePorts(String text) {
        String result = text;
        for (Map.Entry<String, String> port : ports.entrySet()) {
            result = result.replace(":" + port.getKey(), ":" + port.getValue());
        }
        return result;
    }

    private String toDocumentedPorts(String text) {
        String result = text;
        for (Map.Entry<String, String> port : ports.entrySet()) {
            result = result.replace(port.getValue(), port.getKey());
        }
        return result;
    }
}
