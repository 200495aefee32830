package io.xynergy.kit.service;

import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.webserver.http.HttpRouting;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.identity.IdentitySettings;
import io.xynergy.kit.listener.ListenerException;
import io.xynergy.kit.tenant.Caller;
import io.xynergy.kit.tenant.Callers;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceIT {

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicBoolean closed = new AtomicBoolean();
    private Service service;

    @BeforeEach
    void start() {
        service = start(0, 1);
    }

    @AfterEach
    void stop() {
        released.countDown();
        service.close();
        client.close();
    }

    private Service start(int port, int concurrency) {
        var server = new ServerSettings("127.0.0.1", port, concurrency, Duration.ofSeconds(20));
        return Service.start(server, this::make, InstantSource.system(), System::nanoTime);
    }

    private void make(ServerSettings server, ServiceFrame frame) {
        frame.own(() -> closed.set(true));
        frame.health().addDependency("thing", false, () -> CheckResult.down("it rests"));
        frame.serve(
                server, new AdminPort("127.0.0.1", 0), IdentitySettings.off(), 1000, this::routes);
    }

    private void routes(HttpRouting.Builder routing) {
        routing.get(
                "/who",
                (request, response) -> {
                    Caller caller = Callers.require(request);
                    response.send(
                            "%s of %s %s %s"
                                    .formatted(
                                            caller.user(),
                                            caller.tenant(),
                                            caller.roles(),
                                            caller.scopes()));
                });
        routing.get(
                "/wait",
                (_, response) -> {
                    entered.countDown();
                    assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
                    response.send("waited");
                });
        routing.post("/who", (request, _) -> Callers.require(request));
        routing.post(
                "/echo", (request, response) -> response.send(request.content().as(String.class)));
        routing.get(
                "/wrong",
                (_, _) -> {
                    throw new ProblemException(
                            Problem.of(
                                    400,
                                    "invalid",
                                    "Not so.",
                                    List.of(new Problem.Detail("a.b", "is no number"))));
                });
        routing.get(
                "/broken",
                (_, _) -> {
                    throw new IllegalStateException("jdbc:secret");
                });
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(
                request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> admin(String path) throws Exception {
        return send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.adminPort() + path)));
    }

    @Test
    void theCallerIsWhomTheGatewayNames() throws Exception {
        var response =
                send(
                        request("/who")
                                .header("X-Xynergy-User", "J%C3%BCrgen")
                                .header("X-Xynergy-Tenant", "acme%2C+inc")
                                .header("X-Xynergy-Roles", "admin")
                                .header("X-Xynergy-Scopes", "crm.read"));
        assertThat(response.body()).isEqualTo("Jürgen of acme,+inc [admin] [crm.read]");
    }

    @Test
    void aRequestWithoutUserOrTenantIsRefused() throws Exception {
        assertError(send(request("/who")), 401, "unauthenticated");
        assertError(send(request("/who").header("X-Xynergy-User", "ann")), 403, "no_tenant");
        assertError(
                send(
                        request("/who")
                                .header("X-Xynergy-User", "ann")
                                .header("X-Xynergy-User", "bob")),
                400,
                "bad_request");
        assertError(send(request("/who").header("X-Xynergy-User", "%zz")), 400, "bad_request");
    }

    @Test
    void theRequestIdIsTheGateways() throws Exception {
        var response = send(request("/broken").header("X-Request-Id", "abc-123"));
        assertThat(response.headers().firstValue("X-Request-Id")).contains("abc-123");
        assertThat(response.body()).contains("\"requestId\":\"abc-123\"").doesNotContain("jdbc");
        assertError(response, 500, "internal");
    }

    @Test
    void aProblemNamesEachWrongPart() throws Exception {
        var response = send(request("/wrong"));
        assertError(response, 400, "invalid");
        assertThat(response.body())
                .contains("\"details\":[{\"field\":\"a.b\",\"message\":\"is no number\"}]");
    }

    @Test
    void whatIsNotThereIs404InTheStandardForm() throws Exception {
        assertError(send(request("/nothing")), 404, "not_found");
    }

    @Test
    void probesAreAnsweredWhereTheServiceIs() throws Exception {
        for (String page : List.of("/health/live", "/health/ready")) {
            var response = send(request(page));
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("\"status\":\"UP\"");
        }
        assertError(send(request("/health/deep")), 404, "not_found");
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws Exception {
        var response = send(request("/echo").POST(ofString("x".repeat(1001))));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).startsWith("{\"error\":{\"code\":");
        assertThat(send(request("/echo").POST(ofString("x".repeat(1000)))).statusCode())
                .isEqualTo(200);
    }

    /** A close with unread bytes would be a reset, which can destroy the response on its way. */
    @Test
    void aBodyThatNobodyReadDoesNotKeepTheResponseFromArriving() throws Exception {
        String response = raw("Content-Length: 1000\r\n\r\n" + "x".repeat(1000));
        assertThat(response).startsWith("HTTP/1.1 401 ").contains("Connection: close");
    }

    /** A gateway sends 64 KiB of a client and adds its own; its request line has 32 KiB at most. */
    @Test
    void aHeadIsTakenAsLongAsAGatewaySendsIt() throws Exception {
        int longest = longestHead();
        String line = "GET /who?" + "q".repeat(longest / 3) + " HTTP/1.1\r\nHost: x\r\n";
        String caller = "X-Xynergy-User: ann\r\nX-Xynergy-Tenant: acme\r\nConnection: close\r\n";
        String cookie = "Cookie: a=" + "c".repeat(longest - 200) + "\r\n\r\n";
        assertThat(exchange(line + caller + cookie)).startsWith("HTTP/1.1 200 ");

        String longer = "Cookie: a=" + "c".repeat(longest) + "\r\n\r\n";
        assertThat(exchange(line + caller + longer))
                .startsWith("HTTP/1.1 400 ")
                .contains("bad_request");
    }

    /** By the default of the gateway 16 KiB in any case, and 64 KiB where the heap has room. */
    private static int longestHead() {
        long room = Runtime.getRuntime().maxMemory() / 2 / 1025;
        return Math.clamp(room, 32 << 10, 96 << 10);
    }

    /** RFC 9112, section 6.1. */
    @Test
    void aBodyWithTwoLengthsEndsTheConnection() throws Exception {
        String response =
                raw(
                        """
                        Content-Length: 40\r
                        Transfer-Encoding: chunked\r
                        \r
                        0\r
                        \r
                        GET /who HTTP/1.1\r
                        Host: x\r
                        \r
                        """);
        assertThat(response).startsWith("HTTP/1.1 401 ").contains("Connection: close");
        assertThat(response.indexOf("HTTP/1.1", 1)).isEqualTo(-1);
    }

    /** What the service says to a POST with the given end until it closes the connection. */
    private String raw(String end) throws Exception {
        return exchange("POST /who HTTP/1.1\r\nHost: x\r\n" + end);
    }

    private String exchange(String request) throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), service.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }

    @Test
    void oneRequestMoreThanTheLimitIs503WithRetryAfter() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(request("/wait").build(), BodyHandlers.ofString());
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        var response = send(request("/who"));
        assertError(response, 503, "overloaded");
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(admin("/metrics").body())
                .contains("xynergy_service_requests_refused_total 1")
                .contains("xynergy_service_requests_in_flight 1");
        released.countDown();
        assertThat(waiting.get(20, TimeUnit.SECONDS).body()).isEqualTo("waited");
        assertThat(send(request("/who")).statusCode()).isEqualTo(401);
    }

    @Test
    void theEndWaitsForRequestsInFlightAndClosesAllParts() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting =
                client.sendAsync(request("/wait").build(), BodyHandlers.ofString());
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(admin("/health/ready").statusCode()).isEqualTo(200);
        Thread end = Thread.ofVirtual().start(service::close);
        while (admin("/health/ready").statusCode() == 200) {
            Thread.onSpinWait();
        }
        assertThat(closed).isFalse();
        released.countDown();
        assertThat(waiting.get(20, TimeUnit.SECONDS).body()).isEqualTo("waited");
        assertThat(end.join(Duration.ofSeconds(20))).isTrue();
        assertThat(closed).isTrue();
    }

    @Test
    void dependenciesAreShownByName() throws Exception {
        var response = admin("/health/deep");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"status\":\"DEGRADED\"", "\"thing\"", "it rests");
    }

    @Test
    void requestsAreMeasured() throws Exception {
        send(request("/who"));
        assertThat(admin("/metrics").body())
                .contains(
                        "xynergy_service_request_duration_seconds_count{method=\"GET\",status=\"4xx\"} 1");
    }

    @Test
    void aStartThatFailsLeavesNothingOpen() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> start(taken.getLocalPort(), 1))
                    .isInstanceOf(ListenerException.class);
        }
        assertThat(closed).isTrue();
    }

    private static void assertError(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.body()).startsWith("{\"error\":{\"code\":\"" + code + "\",");
        assertThat(response.headers().firstValue("X-Request-Id"))
                .hasValueSatisfying(id -> assertThat(response.body()).contains(id));
    }
}
