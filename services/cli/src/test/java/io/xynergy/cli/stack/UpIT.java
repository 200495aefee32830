package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.cli.Checkout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built command with the platform's own policy, its real servers and services. */
class UpIT {

    private static final int OK = 0;
    private static final int INVALID = 1;
    private static final int PART = 69;

    @TempDir private static Path directory;
    private static Path data;
    private static RunningStack stack;

    private final Path checkout = Checkout.root();

    @BeforeAll
    static void start() throws IOException {
        data = directory.resolve("data");
        stack = RunningStack.start(Checkout.root(), data).awaitReady();
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @Test
    void saysWhatServesWhereAndWhatToTryNext() {
        assertThat(stack.output())
                .containsPattern("postgres +127\\.0\\.0\\.1:\\d+\n")
                .containsPattern("redis +127\\.0\\.0\\.1:\\d+\n")
                .containsPattern("gateway +http://localhost:\\d+, ")
                .contains(
                        "not running here: ",
                        "audit, analytics, slack, gmail; their routes answer 503")
                .contains("no HTTPS: ", "secrets/xynergy-tls/tls.crt")
                .contains("$(bin/xynergy token --user ann --tenant acme)")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void routesOfServicesThatDoNotRunHereSaySo() throws Exception {
        HttpResponse<String> answer = stack.post("/api/v2/slack/events", "", "{}");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).startsWith("{\"error\":{\"code\":\"no_endpoint\",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "redis"})
    void aKilledServerComesBack(String part) throws Exception {
        long before = stack.part(part).orElseThrow().pid();
        stack.killAndAwait(part);
        assertThat(stack.part(part).orElseThrow().pid()).isNotEqualTo(before);
        assertThat(stack.output()).contains(part + " was killed by SIGKILL; it is started again");
    }

    @Test
    void noPasswordIsInAnArgumentOrPrinted() throws Exception {
        List<String> seen =
                stack.processes().stream()
                        .map(process -> process.info().commandLine().orElse(""))
                        .toList();
        try (var files = Files.newDirectoryStream(data.resolve("passwords"))) {
            for (Path file : files) {
                String password = Files.readString(file).strip();
                assertThat(seen).noneMatch(line -> line.contains(password));
                assertThat(stack.output()).doesNotContain(password);
            }
        }
    }

    @Test
    void aSecondOneOnTheSameDataIsToldOfTheFirst() throws Exception {
        try (RunningStack second = RunningStack.start(checkout, data)) {
            assertThat(second.awaitExit()).isEqualTo(INVALID);
            assertThat(second.output()).contains("another `xynergy up` (process ", "--data");
        }
    }

    @Test
    void portsThatAreTakenAreNamedBeforeAnythingIsStarted() throws Exception {
        Path other = directory.resolve("taken");
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningStack up =
                        RunningStack.start(
                                checkout,
                                other,
                                "--redis-port",
                                Integer.toString(taken.getLocalPort()))) {
            assertThat(up.awaitExit()).isEqualTo(INVALID);
            assertThat(up.output())
                    .contains(
                            "port %d, which Redis needs, is taken on 127.0.0.1; choose another with --redis-port"
                                    .formatted(taken.getLocalPort()));
            assertThat(other.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void aPartThatDoesNotStartIsNamedWithItsLastWordsAndTheRestIsStopped() throws Exception {
        Path other = directory.resolve("broken");
        Files.createDirectories(other.resolve("redis"));
        Files.writeString(other.resolve("redis/appendonly.aof"), "this is not Redis's");
        try (RunningStack up =
                RunningStack.start(checkout, other, "--only", "gateway,redis,postgres")) {
            assertThat(up.awaitExit()).isEqualTo(PART);
            assertThat(up.output())
                    .contains("xynergy: redis ended with exit code 1; the last lines of ")
                    .contains("Bad file format reading the append only file");
            assertThat(up.processes()).isEmpty();
        }
    }

    /** Its own data, because it stops what the other tests use. */
    @Test
    void whatWasWrittenSurvivesControlCAndKillAndNoProcessRemains() throws Exception {
        Path other = directory.resolve("survivor");
        List<ProcessHandle> processes;
        try (RunningStack first = RunningStack.start(checkout, other).awaitReady()) {
            processes = first.processes();
            assertThat(processes).hasSizeGreaterThan(2);
            assertThat(first.controlC()).isEqualTo(OK);
            assertThat(first.output()).contains("\nstopping\n");
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        try (RunningStack second = RunningStack.start(checkout, other).awaitReady()) {
            processes = second.processes();
            second.killHard();
            List<ProcessHandle> left = processes;
            RunningStack.await(() -> left.stream().noneMatch(ProcessHandle::isAlive));
        }
        try (RunningStack third = RunningStack.start(checkout, other, "--clean").awaitReady()) {
            assertThat(third.output()).contains("removed the data in ", "making a new database");
        }
    }
}
