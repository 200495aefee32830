package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keeping of processes, with shells in the place of servers. */
class PartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Says that it serves by a file, and ends well on SIGINT alone. */
    private static final String SERVER =
            "trap 'echo good bye; exit 0' INT; echo hello; touch %s; while :; do sleep 0.05; done";

    @TempDir private Path directory;
    private final StringWriter out = new StringWriter();
    private final AtomicInteger changes = new AtomicInteger();
    private Part.Surroundings surroundings;
    private DataDirectory data;

    @BeforeEach
    void prepare() throws Exception {
        data = DataDirectory.open(directory.resolve("data"));
        surroundings =
                new Part.Surroundings(
                        data.launcher(),
                        data.directory("logs"),
                        new Leftovers(data.directory("run")),
                        new Progress(new PrintWriter(out, true), System::nanoTime),
                        changes::incrementAndGet);
    }

    @AfterEach
    void release() throws IOException {
        data.close();
    }

    @Test
    void isStoppedWithItsOwnSignalAndForgotten() throws Exception {
        Part part = Part.start(server("one"), surroundings);
        part.awaitReady(PATIENCE);
        ProcessHandle process = process("one");
        part.stop();
        assertThat(process.isAlive()).isFalse();
        assertThat(data.path("logs/one.log")).hasContent("hello\ngood bye");
        assertThat(data.path("run/one.pid")).doesNotExist();
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysWhenItBeginsAndEndsToServe() throws Exception {
        Part part = Part.start(server("one"), surroundings);
        part.awaitReady(PATIENCE);
        assertThat(part.isServing()).isTrue();
        assertThat(changes).hasValue(1);
        part.stop();
        assertThat(part.isServing()).isFalse();
        assertThat(changes).hasValue(2);
    }

    @Test
    void livesInASessionOfItsOwn() throws Exception {
        Part part = Part.start(server("one"), surroundings);
        part.awaitReady(PATIENCE);
        long pid = process("one").pid();
        Process ps = new ProcessBuilder("ps", "-o", "pgid=", "-p", Long.toString(pid)).start();
        assertThat(new String(ps.getInputStream().readAllBytes(), UTF_8).strip())
                .isEqualTo(Long.toString(pid));
        part.stop();
    }

    @Test
    void isStartedAgainWhenItIsKilled() throws Exception {
        Part part = Part.start(server("one"), surroundings);
        part.awaitReady(PATIENCE);
        ProcessHandle first = process("one");
        Files.delete(ready("one"));
        first.destroyForcibly();
        await(() -> out.toString().contains("one is back after"));
        assertThat(out.toString()).contains("one was killed by SIGKILL; it is started again");
        assertThat(process("one").pid()).isNotEqualTo(first.pid());
        part.stop();
    }

    @Test
    void aFirstStartThatFailsTellsHowAndTheLastLines() {
        Program program = program("bad", "echo one; echo two >&2; exit 3");
        Part part = Part.start(program, surroundings);
        assertThatThrownBy(() -> part.awaitReady(PATIENCE))
                .isInstanceOf(StackException.class)
                .hasMessageStartingWith("bad ended with exit code 3; the last lines of ")
                .hasMessageEndingWith("bad.log:\n    one\n    two");
        part.stop();
    }

    @Test
    void oneThatDoesNotListenIsKilled() throws Exception {
        Program deaf =
                new Program(
                        "deaf",
                        List.of(
                                "sh",
                                "-c",
                                "trap '' INT; touch %s; while :; do sleep 0.05; done"
                                        .formatted(ready("deaf"))),
                        Map.of(),
                        new Program.Stop("INT", Duration.ofSeconds(1)),
                        _ -> Files.exists(ready("deaf")));
        Part part = Part.start(deaf, surroundings);
        part.awaitReady(PATIENCE);
        ProcessHandle process = process("deaf");
        part.stop();
        assertThat(process.isAlive()).isFalse();
        assertThat(out.toString()).contains("deaf does not end and is killed");
    }

    @Test
    void endsWhenWhoeverStartedItIsGone() throws Exception {
        Process launched =
                new ProcessBuilder(
                                "sh",
                                surroundings.launcher().toString(),
                                "INT",
                                "20",
                                "sh",
                                "-c",
                                SERVER.formatted(ready("alone")))
                        .start();
        await(() -> Files.exists(ready("alone")));
        launched.getOutputStream().close();
        assertThat(launched.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(launched.exitValue()).isZero();
    }

    @Test
    void whatAKilledRunLeftIsEndedAndNothingElse() throws Exception {
        Process left = new ProcessBuilder("sleep", "600").start();
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            surroundings.leftovers().note("left", left.toHandle());
            Files.writeString(data.path("run/stranger.pid"), stranger.pid() + " 12345\n");
            Files.writeString(data.path("run/broken.pid"), "half");
            surroundings.leftovers().end(PATIENCE, surroundings.progress());
            assertThat(left.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(stranger.isAlive()).isTrue();
            assertThat(data.path("run")).isEmptyDirectory();
        } finally {
            left.destroyForcibly();
            stranger.destroyForcibly();
        }
    }

    private Program server(String name) {
        return program(name, SERVER.formatted(ready(name)));
    }

    private Program program(String name, String script) {
        return new Program(
                name,
                List.of("sh", "-c", script),
                Map.of(),
                new Program.Stop("INT", PATIENCE),
                _ -> Files.exists(ready(name)));
    }

    private Path ready(String name) {
        return directory.resolve(name + ".ready");
    }

    private ProcessHandle process(String name) throws IOException {
        return Leftovers.process(Files.readString(data.path("run/" + name + ".pid"))).orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).isNegative();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
