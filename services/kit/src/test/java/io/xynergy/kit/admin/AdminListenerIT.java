package io.xynergy.kit.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.listener.ListenerException;
import io.xynergy.kit.log.LogFormat;
import io.xynergy.kit.log.LogSettings;
import io.xynergy.kit.log.Logging;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AdminListenerIT {

    private static final String HOST = "127.0.0.1";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final ErrorBodies errors =
            new ErrorBodies(InstantSource.fixed(Instant.parse("2026-02-03T04:05:06Z")));
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final AdminListener listener = start(new AdminSettings(HOST, 0, 1000, PATIENCE));

    @BeforeAll
    static void quiet() {
        Logging.configure(
                new LogSettings(LogFormat.TEXT, System.Logger.Level.OFF),
                OutputStream.nullOutputStream());
    }

    @AfterAll
    static void restoreLog() throws IOException {
        LogManager.getLogManager().readConfiguration();
    }

    @AfterEach
    void stop() {
        listener.close();
    }

    private AdminListener start(AdminSettings settings) {
        var health = new HealthChecks();
        health.addLive("self", CheckResult::up);
        health.addReady(
                "drain", () -> ready.get() ? CheckResult.up() : CheckResult.down("stopping"));
        health.addDependency("redis", false, () -> CheckResult.down("refused"));
        var meters = new Meters();
        meters.counter("xynergy_test_total", "Tests", Labels.of("a", "b"), () -> 42);
        return AdminListener.start(
                settings,
                AdminRoutes.standard(
                        health,
                        meters,
                        List.of(
                                AdminRoute.get("/config", _ -> json(200, "{\"digest\":\"d\"}")),
                                AdminRoute.put("/config", r -> AdminResponse.json(200, r.body())),
                                AdminRoute.put(
                                        "/later",
                                        _ -> {
                                            throw new ProblemException(
                                                    Problem.passing(503, "busy", "Not now."));
                                        }),
                                AdminRoute.put("/deaf", _ -> json(409, "{}")),
                                AdminRoute.get(
                                        "/broken",
                                        _ -> {
                                            throw new IOException("secret");
                                        }))),
                errors);
    }

    private static AdminResponse json(int status, String body) {
        return AdminResponse.json(status, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void healthFollowsTheChecks() throws IOException {
        assertThat(get("/health")).startsWith("HTTP/1.1 200 ").endsWith("\"required\":true}]}");
        assertThat(get("/health/deep")).startsWith("HTTP/1.1 200 ").contains("\"redis\"");

        ready.set(false);

        assertThat(get("/health/live")).startsWith("HTTP/1.1 200 ");
        assertThat(get("/health/ready")).startsWith("HTTP/1.1 503 ").contains("\"stopping\"");
        assertThat(get("/health")).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void metricsShowEachFamilyOnce() throws IOException {
        String page = get("/metrics");

        assertThat(page)
                .contains("Content-Type: text/plain; version=0.0.4; charset=utf-8")
                .contains("\nxynergy_test_total{a=\"b\"} 42\n");
        assertThat(page.lines().filter(line -> line.startsWith("# TYPE")))
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void metricsAreOpenMetricsForThoseWhoAskForIt() throws IOException {
        String accept =
                "Accept: application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5\r\n";

        assertThat(send("GET /metrics", accept, ""))
                .contains(
                        "Content-Type: application/openmetrics-text; version=1.0.0; charset=utf-8")
                .contains("\n# TYPE xynergy_test counter\nxynergy_test_total{a=\"b\"} 42\n")
                .endsWith("\n# EOF\n");
    }

    @Test
    void aServicesOwnRoutesGetTheWholeBody() throws IOException {
        assertThat(get("/config")).endsWith("\r\n\r\n{\"digest\":\"d\"}");
        assertThat(send("PUT /config", "Content-Length: 5\r\n", "hello")).endsWith("\r\n\r\nhello");
        assertThat(
                        send(
                                "PUT /config",
                                "Transfer-Encoding: chunked\r\n",
                                "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"))
                .endsWith("\r\n\r\nabcde");
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws IOException {
        assertThat(send("HEAD /config", "", ""))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Length: 14\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void errorsHaveTheStandardBody() throws IOException {
        assertThat(get("/nothing"))
                .startsWith("HTTP/1.1 404 ")
                .contains("Content-Type: application/json\r\n")
                .contains("{\"error\":{\"code\":\"not_found\",")
                .endsWith("\"timestamp\":\"2026-02-03T04:05:06Z\"}}");
        assertThat(send("DELETE /config", "", ""))
                .startsWith("HTTP/1.1 405 ")
                .contains("Allow: GET, PUT\r\n", "\"code\":\"method_not_allowed\"");
        assertThat(get("/broken"))
                .startsWith("HTTP/1.1 500 ")
                .contains("\"code\":\"internal\"")
                .doesNotContain("secret", "IOException");
        assertThat(get("/a b")).startsWith("HTTP/1.1 400 ").contains("\"code\":\"bad_request\"");
    }

    @Test
    void aProblemIsAnsweredAsItIs() throws IOException {
        assertThat(send("PUT /later", "", ""))
                .startsWith("HTTP/1.1 503 ")
                .contains("Retry-After: 1\r\n")
                .contains("{\"error\":{\"code\":\"busy\",\"message\":\"Not now.\",");
    }

    @Test
    void aBodyOverTheLimitIsRefused() throws IOException {
        assertThat(send("PUT /config", "Content-Length: 1001\r\n", "x"))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"code\":");
        assertThat(listener.refused()).isEqualTo(1);
    }

    @Test
    void chunksThatAddUpToMoreThanTheLimitAreRefused() throws IOException {
        String chunk = "1f4\r\n" + "x".repeat(500) + "\r\n";

        assertThat(send("PUT /config", "Transfer-Encoding: chunked\r\n", chunk.repeat(3)))
                .startsWith("HTTP/1.1 413 ")
                .contains("\"code\":\"too_large\"");
        assertThat(send("PUT /config", "Transfer-Encoding: chunked\r\n", "7fffffff\r\nx"))
                .startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aBodyThatEndsTooEarlyIsNoBody() throws IOException {
        try (var socket = new Socket(LOOPBACK, listener.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            bytes(
                                    "PUT /config HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"));
            socket.shutdownOutput();

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("\"code\":\"incomplete\"");
        }
    }

    @Test
    void aClientThatFallsSilentOutsideABodyIsLetGo() throws IOException {
        var settings = new AdminSettings(HOST, 0, 1000, Duration.ofMillis(50));
        for (String start : List.of("", "GET /con", "GET /config HTTP/1.1\r\nHost: x\r\nA: b")) {
            try (AdminListener impatient = start(settings);
                    var socket = new Socket(LOOPBACK, impatient.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(bytes(start));

                assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            }
        }
    }

    @Test
    void aClientThatFallsSilentWithinABodyIsAnswered408() throws IOException {
        var settings = new AdminSettings(HOST, 0, 1000, Duration.ofMillis(50));
        try (AdminListener impatient = start(settings);
                var socket = new Socket(LOOPBACK, impatient.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(
                            bytes(
                                    "PUT /config HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408 ")
                    .contains("Connection: close\r\n", "\"code\":\"body_timeout\"");
        }
    }

    @Test
    void aBodyThatDripsIsAnswered408() throws IOException {
        byte[] head = bytes("PUT /config HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n");
        var settings = new AdminSettings(HOST, 0, 1000, Duration.ofMillis(200));
        try (AdminListener impatient = start(settings);
                var socket = new Socket(LOOPBACK, impatient.port())) {
            socket.setSoTimeout(1);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(head);
            var response = new ByteArrayOutputStream();
            for (int i = 0; i < 1000 && response.size() == 0; i++) {
                socket.getOutputStream().write('x');
                readSome(socket, response);
            }
            assertThat(response.toString(StandardCharsets.UTF_8)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void aBodyThatNobodyAskedForIsNotWaitedForLong() throws IOException {
        byte[] head = bytes("PUT /deaf HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n");
        var settings = new AdminSettings(HOST, 0, 1000, Duration.ofMinutes(1));
        try (AdminListener patient = start(settings);
                var socket = new Socket(LOOPBACK, patient.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(head);

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 409 ");
        }
    }

    /** Reads what is there, waiting for a millisecond. */
    private static void readSome(Socket socket, ByteArrayOutputStream response) throws IOException {
        try {
            byte[] some = new byte[4096];
            int length = socket.getInputStream().read(some);
            response.write(some, 0, Math.max(length, 0));
        } catch (SocketTimeoutException _) {
            // there is nothing yet
        }
    }

    @Test
    void aPackedBodyIsHandedOverAsItWasSentAndOtherCodingsAreNotKnown() throws IOException {
        String length = "Content-Length: 3\r\nContent-Encoding: ";

        assertThat(send("PUT /config", length + "gzip\r\n", "abc")).endsWith("\r\n\r\nabc");
        assertThat(send("PUT /config", length + "br\r\n", "abc"))
                .startsWith("HTTP/1.1 415 ")
                .contains("\r\nAccept-Encoding: gzip\r\n")
                .contains("\"code\":\"unsupported_coding\"");
        assertThat(send("PUT /config", length + "gzip\r\nContent-Encoding: br\r\n", "abc"))
                .startsWith("HTTP/1.1 415 ");
    }

    @Test
    void anUnreadBodyIsNeverTheNextRequest() throws IOException {
        String smuggled = "GET /config HTTP/1.1\r\nHost: x\r\n\r\n";

        String response =
                send("PUT /deaf", "Content-Length: " + smuggled.length() + "\r\n", smuggled);

        assertThat(response).startsWith("HTTP/1.1 409 ").doesNotContain("digest");
    }

    @Test
    void keepsAConnectionAliveAndStopsInSpiteOfIt() throws IOException {
        // accepted in this order: once the last one is answered, none can be refused unaccepted
        try (var silent = new Socket(LOOPBACK, listener.port());
                var stalled = new Socket(LOOPBACK, listener.port());
                var idle = new Socket(LOOPBACK, listener.port())) {
            idle.getOutputStream().write(bytes("GET /config HTTP/1.1\r\nHost: x\r\n\r\n"));
            assertThat(idle.getInputStream().read()).isEqualTo('H');
            byte[] unfinished =
                    bytes("PUT /config HTTP/1.1\r\nHost: x\r\n" + "Content-Length: 9\r\n\r\nabc");
            stalled.getOutputStream().write(unfinished);

            listener.close();

            assertThat(idle.getInputStream().readAllBytes()).asString().endsWith("}");
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        assertThatThrownBy(() -> new Socket(LOOPBACK, listener.port()).close())
                .isInstanceOfAny(ConnectException.class, IllegalArgumentException.class);
    }

    @Test
    void aTakenPortIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> start(new AdminSettings(HOST, port, 1, PATIENCE)))
                    .isInstanceOf(ListenerException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("in use")
                    .extracting(e -> ((ListenerException) e).port())
                    .isEqualTo(port);
        }
    }

    @Test
    void anUnknownHostIsNamed() {
        assertThatThrownBy(() -> start(new AdminSettings("no-such-host.invalid", 0, 1, PATIENCE)))
                .isInstanceOf(ListenerException.class)
                .hasMessageContaining("no-such-host.invalid:0: the host name has no address");
    }

    @Test
    void aStoppedListenerLeavesItsPortFree() {
        int port = listener.port();
        listener.close();

        try (AdminListener again = start(new AdminSettings(HOST, port, 1, PATIENCE))) {
            assertThat(again.port()).isEqualTo(port);
        }
    }

    private String get(String target) throws IOException {
        return send("GET " + target, "", "");
    }

    private String send(String start, String headers, String body) throws IOException {
        String head = start + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n";
        try (var socket = new Socket(LOOPBACK, listener.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes(head + body));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
