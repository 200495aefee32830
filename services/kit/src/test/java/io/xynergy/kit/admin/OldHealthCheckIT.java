package io.xynergy.kit.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.metrics.Meters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What load balancers ask that speak HTTP/1.0: HAProxy, F5, the classic one of AWS. */
class OldHealthCheckIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AdminListener listener =
            AdminListener.start(
                    new AdminSettings("127.0.0.1", 0, 1000, PATIENCE),
                    AdminRoutes.standard(
                            new HealthChecks(),
                            new Meters(),
                            List.of(
                                    AdminRoute.put(
                                            "/config", r -> AdminResponse.json(200, r.body())))),
                    new ErrorBodies(InstantSource.system()));

    @AfterEach
    void stop() {
        listener.close();
    }

    /** All that comes until the listener ends the connection. */
    private String responseTo(String... pieces) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            for (String piece : pieces) {
                socket.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.0\r\n\r\n",
                "GET /health/ready HTTP/1.0\r\nHost: a\r\n\r\n",
                "GET /health HTTP/1.0\r\nUser-Agent: check\r\nConnection: Keep-Alive\r\n\r\n",
                "GET /health HTTP/1.0\r\nExpect: 100-continue\r\nUpgrade: h2c\r\n\r\n",
                "GET /metrics HTTP/1.0\r\n\r\n"
            })
    void isAnsweredAndItsConnectionEnds(String request) throws IOException {
        assertThat(responseTo(request))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Length: ")
                .contains("Connection: close\r\n")
                .doesNotContain("Transfer-Encoding");
    }

    @Test
    void headMayAskToo() throws IOException {
        assertThat(responseTo("HEAD /health HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n");
    }

    @Test
    void requestMayComeByteByByteAndHaveABody() throws IOException {
        String request = "PUT /config HTTP/1.0\r\nContent-Length: 5\r\n\r\nhello";

        assertThat(responseTo(request.split("")))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\nhello");
    }

    @Test
    void whatFollowsTheRequestIsNotServed() throws IOException {
        String response =
                responseTo("GET /health HTTP/1.0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(response).startsWith("HTTP/1.1 200 ").doesNotContain("# TYPE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health HTTP/1.1\r\n\r\n",
                "GET /health HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /health HTTP/1.00\r\nHost: a\r\n\r\n",
                "PUT /config HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /health HTTP/1.0\r\nX y: z\r\n\r\n"
            })
    void whatIsNotAValidRequestIsRefusedAsBefore(String request) throws IOException {
        assertThat(responseTo(request)).matches("(?s)HTTP/1\\.1 (400|505) .*");
    }

    @Test
    void newerRequestsShareAConnectionAsBefore() throws IOException {
        String get = "GET /health HTTP/1.1\r\nHost: a\r\n";

        String responses = responseTo(get + "\r\n", get + "Connection: close\r\n\r\n");

        assertThat(responses.split("HTTP/1.1 200 ", -1)).hasSize(3);
    }
}
