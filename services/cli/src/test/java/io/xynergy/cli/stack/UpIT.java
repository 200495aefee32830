package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.cli.Checkout;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final String CONTACTS = "/api/v2/crm/contacts";

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
                .containsPattern(
                        "issuer +http://127\\.0\\.0\\.1:\\d+, in the place of firebase and corp\n")
                .containsPattern("gateway +http://localhost:\\d+, ")
                .containsPattern("crm +http://127\\.0\\.0\\.1:\\d+, ")
                .contains("not running here: audit, analytics, slack, gmail; their routes")
                .contains("run elsewhere, by the policy: ai, billing")
                .contains("no HTTPS: ", "secrets/xynergy-tls/tls.crt")
                .contains("$(bin/xynergy token --user ann --tenant acme --data '" + data + "')")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void routesOfServicesThatDoNotRunHereSaySo() throws Exception {
        HttpResponse<String> response = stack.post("/api/v2/slack/events", "", "{}");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).startsWith("{\"error\":{\"code\":\"no_endpoint\",");
    }

    @Test
    void anApplicationMakesFindsAndChangesContacts() throws Exception {
        String token = stack.token("ann", "acme");
        HttpResponse<String> made =
                stack.post(
                        CONTACTS,
                        token,
                        "{\"name\":\"Ada Lovelace\",\"email\":\"ada@example.com\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.body())
                .contains("\"tenantId\":\"acme\"", "\"createdBy\":\"ann\"", "Ada Lovelace");
        assertThat(stack.get(CONTACTS, token).body()).contains(made.body());
        assertThat(stack.get(CONTACTS, stack.token("eve", "other")).body())
                .contains("\"items\":[]");
    }

    @Test
    void aServiceKnowsNobodyPastTheGateway() throws Exception {
        Matcher address =
                Pattern.compile("crm +(http://127\\.0\\.0\\.1:\\d+), ").matcher(stack.output());
        assertThat(address.find()).isTrue();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(address.group(1) + "/contacts"))
                        .header("X-Xynergy-User", "ann")
                        .header("X-Xynergy-Tenant", "acme")
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.body()).startsWith("{\"error\":{\"code\":\"unauthenticated\",");
        }
        assertThat(stack.get(CONTACTS, stack.token("ann", "acme")).statusCode()).isEqualTo(200);
    }

    @Test
    void aRequestWithoutATokenOrWithAnInventedOneIsRefused() throws Exception {
        String token = stack.token("ann", "acme");
        String signature = token.substring(token.lastIndexOf('.') + 1);
        String invented = token.replace(signature, signature.toLowerCase(Locale.ROOT));
        for (String wrong : List.of("", "nonsense", invented)) {
            HttpResponse<String> response = stack.get(CONTACTS, wrong);
            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.body()).startsWith("{\"error\":{\"code\":\"");
        }
    }

    @Test
    void aRouteOfOneIssuerTakesTheStandInsTokens() throws Exception {
        HttpResponse<String> response = stack.get("/api/v2/gmail/x", stack.token("ann", "acme"));
        assertThat(response.statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v2/ai/x", "/api/v2/billing/x"})
    void servicesElsewhereThatCannotBeReachedFromHereAreSaidToBeDown(String path) throws Exception {
        HttpResponse<String> response = stack.post(path, stack.token("ann", "acme"), "{}");
        assertThat(response.statusCode()).isIn(502, 503, 504);
        assertThat(response.body()).startsWith("{\"error\":{\"code\":\"");
    }

    @Test
    void theSameSeedFillsTwoTenantsWithTheSameContacts() throws Exception {
        List<List<String>> pages = new ArrayList<>();
        for (String tenant : List.of("one", "two")) {
            String[] seed = {"seed", "--contacts", "1500", "--seed", "7", "--tenant", tenant};
            assertThat(stack.run(seed)).contains("made 1,500 contacts for " + tenant);
            assertThat(stack.contacts(tenant)).isEqualTo(1500);
            String page = stack.get(CONTACTS + "?sort=name", stack.token("ann", tenant)).body();
            String same =
                    page.replaceAll(
                            "\"(id|tenantId|createdAt|updatedAt|nextCursor)\":\"[^\"]*\"", "");
            pages.add(List.of(same.split("\\},\\{", -1)));
        }
        assertThat(pages.get(0)).hasSize(50).containsExactlyInAnyOrderElementsOf(pages.get(1));
    }

    @Test
    void rolesOfATokenOpenWhatARouteKeepsForThem() throws Exception {
        String path = "/api/v2/audit/events";
        assertThat(stack.get(path, stack.token("ann", "acme")).statusCode()).isEqualTo(403);
        String admin = stack.run("token", "--user", "adam", "--tenant", "acme", "--roles", "admin");
        assertThat(stack.get(path, admin).statusCode()).isEqualTo(503);
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
            assertThat(second.awaitExit()).as(second.output()).isEqualTo(INVALID);
            assertThat(second.output()).contains("another `xynergy up` (process ", "--data");
        }
    }

    @Test
    void portsThatAreTakenAreAllNamedBeforeAnythingIsStarted() throws Exception {
        Path other = directory.resolve("taken");
        try (var redis = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var crm = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningStack up =
                        RunningStack.start(
                                checkout,
                                other,
                                "--redis-port",
                                Integer.toString(redis.getLocalPort()),
                                "--crm-port",
                                Integer.toString(crm.getLocalPort()))) {
            assertThat(up.awaitExit()).as(up.output()).isEqualTo(INVALID);
            assertThat(up.output())
                    .contains(
                            "port %d, which Redis needs, is taken on 127.0.0.1; choose another with --redis-port"
                                    .formatted(redis.getLocalPort()),
                            "port %d, which the CRM needs, is taken on 127.0.0.1; choose another with --crm-port"
                                    .formatted(crm.getLocalPort()));
            assertThat(other.resolve("postgres")).doesNotExist();
        }
    }

    @Test
    void aServiceThatDoesNotStartIsNamedWithItsLastWordsAndTheRestIsStopped() throws Exception {
        Path other = directory.resolve("locked-out");
        try (RunningStack first = RunningStack.start(checkout, other).awaitReady()) {
            assertThat(first.controlC()).as(first.output()).isEqualTo(OK);
        }
        Files.writeString(other.resolve("passwords/crm_owner"), "not the one that it had");
        try (RunningStack second = RunningStack.start(checkout, other)) {
            assertThat(second.awaitExit()).as(second.output()).isEqualTo(PART);
            assertThat(second.output())
                    .contains("xynergy: crm ended with exit code 1; the last lines of ")
                    .contains("password authentication failed for user \"crm_owner\"")
                    .doesNotContain("not the one", "ready in");
            assertThat(second.processes()).isEmpty();
        }
    }

    @Test
    void aPartThatDoesNotStartIsNamedWithItsLastWordsAndTheRestIsStopped() throws Exception {
        Path other = directory.resolve("broken");
        Files.createDirectories(other.resolve("redis"));
        Files.writeString(other.resolve("redis/appendonly.aof"), "this is not Redis's");
        try (RunningStack up =
                RunningStack.start(checkout, other, "--only", "gateway,redis,postgres")) {
            assertThat(up.awaitExit()).as(up.output()).isEqualTo(PART);
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
        String contact;
        try (RunningStack first = RunningStack.start(checkout, other).awaitReady()) {
            contact = make(first, "Before the end");
            processes = first.processes();
            assertThat(processes).hasSizeGreaterThan(3);
            assertThat(first.controlC()).as(first.output()).isEqualTo(OK);
            assertThat(first.output()).contains("\nstopping\n");
        }
        assertThat(processes).noneMatch(ProcessHandle::isAlive);
        try (RunningStack second = RunningStack.start(checkout, other).awaitReady()) {
            assertThat(list(second)).contains(contact);
            contact = make(second, "Before the kill");
            processes = second.processes();
            second.killHard();
            List<ProcessHandle> left = processes;
            RunningStack.await(() -> left.stream().noneMatch(ProcessHandle::isAlive));
        }
        try (RunningStack third = RunningStack.start(checkout, other).awaitReady()) {
            assertThat(list(third)).contains(contact);
        }
    }

    private static String make(RunningStack stack, String name) throws Exception {
        HttpResponse<String> made =
                stack.post(
                        CONTACTS, stack.token("ann", "acme"), "{\"name\":\"%s\"}".formatted(name));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.body();
    }

    private static String list(RunningStack stack) throws Exception {
        return stack.get(CONTACTS, stack.token("ann", "acme")).body();
    }
}
