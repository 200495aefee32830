package io.xynergy.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that do not accept, do not answer, or stop within their response. */
@OnBothCarriers
final class UpstreamTimeoutIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Lanes.Choice carrier;

    UpstreamTimeoutIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    private GatewayFixture gateway(FakeUpstream upstream) throws IOException {
        return GatewayFixture.on(carrier)
                .upstream(upstream)
                .routes(
                        """
                        - name: short
                          match: [{path: {prefix: /}}]
                          to: [{service: up0}]
                          timeout: 300ms
                          auth: {mode: None}
                        """)
                .start();
    }

    @Test
    void noResponseInTheRoutesTimeIsAGatewayTimeout() throws IOException {
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    peer.awaitEnd();
                });
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            Response response = client.send(GET).read();

            assertThat(response.status()).isEqualTo(504);
            assertThat(response.error("code")).isEqualTo("upstream_timeout");
            gateway.awaitMetric(timeouts("upstream_head"), 1);
            Await.until("its connection is given up", () -> upstream.connections() == 0);
            upstream.reply(_ -> FakeUpstream.OK);
            assertThat(client.send(GET).read().text()).isEqualTo("ok");
        }
    }

    private static String timeouts(String phase) {
        return "xynergy_gateway_timeouts_total{phase=\"" + phase + "\"}";
    }

    @Test
    void requestThatIsNotTakenIsAGatewayTimeout() throws IOException {
        var over = new CountDownLatch(1);
        FakeUpstream upstream = FakeUpstream.serving(_ -> over.await());
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n");
            client.sendInVain("x".repeat(50_000_000));

            gateway.awaitMetric(timeouts("upstream_write"), 1);
            over.countDown();
            client.expectRefusal(504);
        }
    }

    @Test
    void timeOfAllAttemptsIsCountedAsTheRequests() throws IOException {
        var first = new AtomicBoolean(true);
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    if (!first.getAndSet(false)) {
                        peer.awaitEnd();
                    }
                });
        try (GatewayFixture gateway = retrying(upstream);
                RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().error("code")).isEqualTo("upstream_timeout");
            gateway.awaitMetric(timeouts("request"), 1);
            assertThat(gateway.metric(timeouts("upstream_head"))).isZero();
        }
    }

    private GatewayFixture retrying(FakeUpstream upstream) throws IOException {
        return GatewayFixture.on(carrier)
                .upstream(upstream)
                .routes(
                        """
                        - name: short
                          match: [{path: {prefix: /}}]
                          to: [{service: up0}]
                          timeout: 300ms
                          retry: {attempts: 3, on: [Reset]}
                          auth: {mode: None}
                        """)
                .start();
    }

    @Test
    void headThatNeverEndsIsAGatewayTimeout() throws IOException {
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nX-Slow: ").awaitEnd();
                });
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().status()).isEqualTo(504);
        }
    }

    @Test
    void responseThatStopsBreaksOff() throws IOException {
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").awaitEnd();
                });
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            client.send(GET).readHead();
            assertThat(client.readText(4)).isEqualTo("half");

            client.expectEnd();
            gateway.awaitMetric(timeouts("upstream_body"), 1);
            assertThat(gateway.metric(timeouts("upstream_head"))).isZero();
        }
    }

    @Test
    void bodyThatIsStillComingPutsTheResponsesTimeOff() throws Exception {
        var late = new CountDownLatch(1);
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    String head = peer.head();
                    late.await();
                    peer.body(head);
                    peer.send(FakeUpstream.OK).awaitEnd();
                });
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n");
            for (int i = 0; i < 40; i++) {
                int sent = i;
                client.send("x");
                long end = System.nanoTime() + 20_000_000;
                Await.until("a moment has passed", () -> System.nanoTime() - end > 0 || sent < 0);
            }
            late.countDown();

            assertThat(client.read().text()).isEqualTo("ok");
        }
    }

    /** Longer than the route's time. */
    private static void awaitMoreThanTheTimeout() {
        long end = System.nanoTime() + 600_000_000;
        Await.until("the route's time has passed", () -> System.nanoTime() - end > 0);
    }

    @Test
    void clientThatPausesWithinItsBodyDoesNotUseUpTheUpstreamsTime() throws Exception {
        try (GatewayFixture gateway = gateway(FakeUpstream.start());
                RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
            awaitMoreThanTheTimeout();
            client.send("other.");

            assertThat(client.read().text()).isEqualTo("ok");
        }
    }

    @Test
    void waitForContinueDoesNotUseUpTheUpstreamsTime() throws Exception {
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    String head = peer.head();
                    awaitMoreThanTheTimeout();
                    peer.send("HTTP/1.1 100 Continue\r\n\r\n").body(head);
                    peer.send(FakeUpstream.OK).awaitEnd();
                });
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                            + "Expect: 100-continue\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(100);
            awaitMoreThanTheTimeout();

            assertThat(client.send("12345").read().text()).isEqualTo("ok");
        }
    }

    @Test
    void clientThatNeedsNoContinueMaySendItsBodyLate() throws Exception {
        try (GatewayFixture gateway = gateway(FakeUpstream.start());
                RawClient client = gateway.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                            + "Expect: 100-continue\r\n\r\n");
            awaitMoreThanTheTimeout();

            assertThat(client.send("2\r\nhi\r\n0\r\n\r\n").read().text()).isEqualTo("ok");
        }
    }

    @Test
    void clientThatWaitsForContinueInVainIsTheOneThatIsLate() throws Exception {
        FakeUpstream upstream = FakeUpstream.serving(peer -> peer.awaitEnd());
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier)
                                .upstream(upstream)
                                .timeouts(ClientTimeouts.defaults().body(Duration.ofMillis(200)))
                                .start();
                RawClient client = gateway.connect()) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n"
                            + "Expect: 100-continue\r\n\r\n");

            client.expectRefusal(408);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 5\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n5\r\n"})
    void timeBeginsWhenTheLastOfTheBodyIsSent(String framing) throws Exception {
        FakeUpstream upstream = FakeUpstream.serving(peer -> peer.awaitEnd());
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing);
            Await.until("the head is there", () -> upstream.received().contains("\r\n\r\n"));
            client.send(framing.endsWith("5\r\n") ? "hello\r\n0\r\n\r\n" : "hello");

            assertThat(client.read().error("code")).isEqualTo("upstream_timeout");
        }
    }

    @Test
    void earlyResponseMayWaitForTheClientsNextWord() throws Exception {
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.head();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nec");
                    while (peer.read() != '!') {
                        continue;
                    }
                    peer.send("ho").awaitEnd();
                });
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n").readHead();
            assertThat(client.readText(2)).isEqualTo("ec");
            awaitMoreThanTheTimeout();
            client.send("?!");

            assertThat(client.readText(2)).isEqualTo("ho");
        }
    }

    @Test
    void earlyResponseThatStopsBehindTheWholeRequestBreaksOff() throws Exception {
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.head();
                    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nec").awaitEnd();
                });
        try (GatewayFixture gateway = gateway(upstream);
                RawClient client = gateway.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n").readHead();
            assertThat(client.readText(2)).isEqualTo("ec");

            client.send("?!").expectEnd();
        }
    }

    @Test
    void connectionThatIsNotAcceptedInTimeIsAGatewayTimeout() throws IOException {
        List<Socket> filling = new ArrayList<>();
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, filling);
            FakeUpstream unused = FakeUpstream.start();
            try (GatewayFixture gateway =
                            GatewayFixture.on(carrier)
                                    .upstream(unused)
                                    .services(
                                            "- {name: up0, connectTimeout: 200ms,"
                                                    + " url: \"http://127.0.0.1:%d\"}"
                                                            .formatted(full.getLocalPort()))
                                    .start();
                    RawClient client = gateway.connect()) {
                Response response = client.send(GET).read();

                assertThat(response.status()).isEqualTo(504);
                assertThat(response.error("code")).isEqualTo("upstream_timeout");
            }
        } finally {
            for (Socket socket : filling) {
                socket.close();
            }
        }
    }

    /** Connects until the backlog takes no more, so that the next connection waits. */
    private static void fill(ServerSocket full, List<Socket> filling) throws IOException {
        var address = new InetSocketAddress(full.getInetAddress(), full.getLocalPort());
        for (int i = 0; i < 16; i++) {
            var socket = new Socket();
            filling.add(socket);
            try {
                socket.connect(address, 300);
            } catch (SocketTimeoutException e) {
                return;
            }
        }
        throw new AssertionError("a backlog of 1 takes 16 connections");
    }
}
