package io.xynergy.cli;

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
 * Types the shell blocks of the README into a terminal, in order, on free ports and on copies of
 * the policies, and compares what each prints with the text block that follows it; there, … stands
 * for anything. The verbs that serve run beside it, one at a time, as in a terminal of their own.
 */
class ReadmeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern BLOCK =
            Pattern.compile(
                    "^```sh\\n(?<command>.*?)^```\\n(?:\\n```text\\n(?<output>.*?)^```\\n)?",
                    Pattern.MULTILINE | Pattern.DOTALL);
    private static final String EXAMPLES = "crds/examples";

    private final Path root = Checkout.root();
    private final Map<String, String> ports = new LinkedHashMap<>();
    private final List<Process> servers = new ArrayList<>();
    @TempDir private Path directory;

    private record Block(String command, String output) {}

    @BeforeEach
    void copyWhatTheTourEdits() throws IOException {
        for (String documented : List.of("8080", "9901", "9902", "9001", "9002")) {
            try (var socket = new ServerSocket(0)) {
                ports.put(documented, Integer.toString(socket.getLocalPort()));
            }
        }
        Path copies = Files.createDirectories(directory.resolve(EXAMPLES));
        for (String policy : List.of("xynergy.yaml", "quick-start.yaml")) {
            String text = Files.readString(root.resolve(EXAMPLES).resolve(policy));
            Files.writeString(copies.resolve(policy), toFreePorts(text));
        }
        Files.createSymbolicLink(directory.resolve("bin"), root.resolve("bin"));
    }

    @AfterEach
    void stopServers() throws Exception {
        stopServing();
    }

    @Test
    void everyShellBlockWorksAsPrinted() throws Exception {
        List<Block> blocks = blocks();
        assertThat(blocks).hasSizeGreaterThan(10);
        try (var terminal = new Terminal(directory)) {
            for (Block block : blocks) {
                switch (block.command().strip()) {
                    case "make run" -> serve(platform(), "ready in");
                    case "make demo" -> serve(demo(), "gateway listens on");
                    default -> check(block, terminal);
                }
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

    /** What the verb runs; make itself would build what is being tested. */
    private ProcessBuilder platform() throws IOException {
        String command = "bin/xynergy up -f crds/examples/xynergy.yaml";
        requireVerb("run", command + " $(ARGS)");
        List<String> words = new ArrayList<>(List.of(command.split(" ")));
        words.addAll(List.of("--port", ports.get("8080"), "--admin-port", ports.get("9901")));
        words.addAll(List.of("--issuer-port", ports.get("9902")));
        for (String server : List.of("postgres", "redis", "crm", "crm-admin")) {
            words.addAll(List.of("--" + server + "-port", "0"));
        }
        return new ProcessBuilder(words);
    }

    private ProcessBuilder demo() throws IOException {
        requireVerb("demo", "services/cli/demo");
        var builder = new ProcessBuilder(root.resolve("services/cli/demo").toString());
        builder.environment().put("PORT", ports.get("8080"));
        builder.environment().put("ADMIN_PORT", ports.get("9901"));
        builder.environment().put("HELLO_PORT", ports.get("9001"));
        builder.environment().put("ORDERS_PORT", ports.get("9002"));
        return builder;
    }

    private void requireVerb(String verb, String command) throws IOException {
        assertThat(Files.readString(root.resolve("Makefile")))
                .containsPattern("(?m)^" + verb + ": .*\\n\\t@" + Pattern.quote(command) + "$");
    }

    /** Ctrl-C for what serves, then the next one, until it says that it does. */
    private void serve(ProcessBuilder builder, String sign) throws Exception {
        stopServing();
        Path log = directory.resolve("serving.log");
        builder.directory(directory.toFile()).redirectErrorStream(true);
        Process server = builder.redirectOutput(log.toFile()).start();
        servers.add(server);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!Files.readString(log).contains(sign)) {
            assertThat(System.nanoTime() - deadline).as(Files.readString(log)).isNegative();
            assertThat(server.isAlive()).as(Files.readString(log)).isTrue();
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private void stopServing() throws Exception {
        for (Process server : servers) {
            new ProcessBuilder("kill", "-s", "INT", Long.toString(server.pid())).start().waitFor();
            assertThat(server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        servers.clear();
    }

    /** Once where it changes something; again where it prints what a change brings about. */
    private void check(Block block, Terminal terminal) throws IOException {
        Pattern expected = pattern(block.output());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String output = type(block, terminal);
        while (!expected.matcher(output).matches() && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            output = type(block, terminal);
        }
        assertThat(output).as("what this prints: %s", block.command()).matches(expected);
    }

    private String type(Block block, Terminal terminal) throws IOException {
        return toDocumentedPorts(terminal.type(toFreePorts(block.command())));
    }

    private static Pattern pattern(String output) {
        return Pattern.compile(
                Stream.of(output.strip().split("…", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.DOTALL);
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
            result = result.replace(":" + port.getValue(), ":" + port.getKey());
        }
        return result;
    }
}
