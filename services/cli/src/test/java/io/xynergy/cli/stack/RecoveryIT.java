package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.xynergy.cli.Checkout;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts that are killed while clients write. */
class RecoveryIT {

    private static final int CLIENTS = 4;

    /** What somebody may be told meanwhile; the platform's form, and nothing of the inside. */
    private static final Pattern CLEAR_ERROR =
            Pattern.compile(
                    "\\{\"error\":\\{\"code\":\"[a-z_]+\",\"message\":\"[^\"]+\",\"requestId\":\"[^\"]+\",\"timestamp\":\"[^\"]+\"}}");

    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");

    @TempDir private static Path directory;
    private static RunningStack stack;

    @BeforeAll
    static void start() throws IOException {
        Path policy = Files.writeString(directory.resolve("policy.yaml"), unlimited());
        stack =
                RunningStack.start(
                                Checkout.root(), directory.resolve("data"), "-f", policy.toString())
                        .awaitReady();
    }

    /** The example's policy for clients that ask as fast as they can. */
    private static String unlimited() throws IOException {
        Path example = Checkout.root().resolve("crds/examples/xynergy.yaml");
        String text = Files.readString(example);
        String limit = "name: per-user, requests: 100,";
        assertThat(text).contains(limit);
        return text.replace(limit, "name: per-user, requests: 1000000,");
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm", "postgres", "redis"})
    void aKilledPartComesBackAndNothingThatWasAnsweredIsLost(String part) throws Exception {
        String token = stack.token("ann", part);
        long before = stack.part(part).orElseThrow().pid();
        var clients = new Clients(token);
        try {
            clients.awaitMore(20);
            stack.killAndAwait(part);
            clients.awaitMore(20);
        } finally {
            clients.end();
        }
        assertThat(stack.part(part).orElseThrow().pid()).isNotEqualTo(before);
        assertThat(stack.output()).contains(part + " was killed by SIGKILL; it is started again");
        if (part.equals(RedisServer.NAME)) {
            assertThat(clients.refused).isEmpty(); // nobody has to wait for it
        }
        for (HttpResponse<String> refused : clients.refused) {
            assertThat(refused.statusCode()).as(refused.body()).isIn(502, 503, 504);
            assertThat(refused.body()).matches(CLEAR_ERROR);
        }
        assertThat(clients.broken).isEmpty();
        for (String id : clients.made) {
            assertThat(stack.get("/api/v2/crm/contacts/" + id, token).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"crm", "postgres"})
    void aKillWhileATenantIsSeededMakesNoContactTwiceAndLosesNone(String part) throws Exception {
        String tenant = "seeded-" + part;
        Process seed = stack.command("seed", "--contacts", "30000", "--tenant", tenant);
        try (BufferedReader output = seed.inputReader(UTF_8)) {
            RunningStack.await(() -> hasContacts(tenant));
            stack.killAndAwait(part);
            assertThat(output.lines().toList())
                    .last(as(STRING))
                    .startsWith("made 30,000 contacts for " + tenant);
            assertThat(seed.waitFor()).isZero();
        } finally {
            seed.destroy();
        }
        assertThat(stack.contacts(tenant)).isEqualTo(30_000);
    }

    private static boolean hasContacts(String tenant) {
        try {
            return stack.contacts(tenant) > 0;
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Clients that make contacts one after the other until they are told to end. */
    private static final class Clients {

        private final Queue<String> made = new ConcurrentLinkedQueue<>();
        private final Queue<HttpResponse<String>> refused = new ConcurrentLinkedQueue<>();
        private final Queue<Exception> broken = new ConcurrentLinkedQueue<>();
        private final AtomicInteger number = new AtomicInteger();
        private final List<Thread> threads = new ArrayList<>();
        private final String token;
        private volatile boolean ended;

        Clients(String token) {
            this.token = token;
            for (int i = 0; i < CLIENTS; i++) {
                threads.add(Thread.ofVirtual().start(this::run));
            }
        }

        private void run() {
            try {
                while (!ended) {
                    HttpResponse<String> response =
                            stack.post(
                                    "/api/v2/crm/contacts",
                                    token,
                                    "{\"name\":\"Contact %d\"}"
                                            .formatted(number.incrementAndGet()));
                    if (response.statusCode() == 201) {
                        Matcher id = ID.matcher(response.body());
                        assertThat(id.find()).as(response.body()).isTrue();
                        made.add(id.group(1));
                    } else {
                        refused.add(response);
                    }
                }
            } catch (Exception | AssertionError e) {
                broken.add(e instanceof Exception exception ? exception : new Exception(e));
            }
        }

        /** Waits until so many more contacts are made. */
        void awaitMore(int contacts) {
            int enough = made.size() + contacts;
            RunningStack.await(() -> made.size() >= enough || !broken.isEmpty());
        }

        void end() throws InterruptedException {
            ended = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
