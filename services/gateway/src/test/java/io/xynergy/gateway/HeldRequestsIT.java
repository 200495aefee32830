package io.xynergy.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.memory.MemoryLimits;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.UpstreamPeer;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients make the gateway hold for them beside heads and bodies is counted and bounded. */
@OnBothCarriers
final class HeldRequestsIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String SLOW = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String CHUNKED =
            "POST /chunked HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String BODY = "1\r\na\r\n0\r\n\r\n";
    private static final String MUCH = "x".repeat(64 * 1024);
    private static final MemoryLimits WIDE = new MemoryLimits(1L << 30, 1L << 30);
    private static final String HELD = "xynergy_gateway_memory_held_bytes{memory=\"heap\"}";
    private static final String ADMITTED = "xynergy_gateway_requests_admitted";
    private static final String OVERLOADED = "xynergy_gateway_failures_total{kind=\"overloaded\"}";

    /** Version 2, and 4080 bytes to come. */
    private static final byte[] HALF_PROXY_HEADER =
            "\r\n\r\n\0\r\nQUIT\n!\u0011\u000f\u00f0".getBytes(ISO_8859_1);

    private final Lanes.Choice carrier;
    private final List<RawClient> clients = new ArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);

    HeldRequestsIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    @AfterEach
    void leave() throws IOException {
        released.countDown();
        for (RawClient client : clients) {
            client.close();
        }
    }

    private GatewayFixture.Builder gateway(MemoryLimits limits) throws IOException {
        return GatewayFixture.on(carrier)
                .upstream(FakeUpstream.serving(this::serve))
                .options(options -> options.memory(limits));
    }

    private void serve(UpstreamPeer peer) throws IOException {
        ReceivedRequest request;
        while ((request = peer.next()) != null) {
            if (request.requestLine().contains("/slow")) {
                awaitRelease();
            }
            peer.send(FakeUpstream.OK);
        }
    }

    private void awaitRelease() throws IOException {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static long metric(GatewayFixture gateway, String name) {
        try {
            return gateway.metric(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RawClient client(GatewayFixture gateway) throws IOException {
        RawClient client = gateway.connect();
        clients.add(client);
        return client;
    }

    private void expectNothingHeld(GatewayFixture gateway) throws IOException {
        leave();
        gateway.awaitMetric("xynergy_gateway_connections_open", 0);
        gateway.awaitMetric(ADMITTED, 0);
    }

    @Test
    void requestsBehindAChunkedBodyAreCountedAndBounded() throws Exception {
        int count = 20;
        try (GatewayFixture gateway = gateway(WIDE).start()) {
            for (int i = 0; i < count; i++) {
                client(gateway).send(SLOW);
            }
            gateway.awaitMetric(ADMITTED, count);
            long alone = gateway.metric(HELD);
            for (int i = 0; i < count; i++) {
                client(gateway).send(CHUNKED);
            }
            gateway.awaitMetric(ADMITTED, 2L * count);
            long heads = gateway.metric(HELD);
            String rest = BODY + SLOW + "GET /third HTTP/1.1\r\nHost: a\r\nX: " + MUCH;
            for (RawClient client : clients.subList(count, 2 * count)) {
                client.send(rest);
                assertThat(client.read().status()).isEqualTo(200);
            }

            Await.until(
                    () -> "what lies behind is counted",
                    () -> metric(gateway, HELD) >= heads + count * 4096L);
            assertThat(gateway.metric(HELD) - heads).isLessThan(count * 12L * 1024);
            expectNothingHeld(gateway);
            gateway.awaitIdle();
            Await.until(
                    () -> "it is given back: " + metric(gateway, HELD) + " of " + alone,
                    () -> metric(gateway, HELD) < heads);
        }
    }

    @Test
    void bytesBehindABodyReachTheTunnelThatFollows() throws Exception {
        var passed = new StringBuilder();
        var all = new CountDownLatch(1);
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    peer.send(FakeUpstream.OK);
                    if (peer.next() != null) {
                        peer.send(
                                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                        + "Upgrade: websocket\r\n\r\nfirst");
                        while (passed.length() < MUCH.length()) {
                            passed.append((char) peer.read());
                        }
                        all.countDown();
                    }
                });
        try (GatewayFixture gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .options(options -> options.memory(WIDE))
                        .start()) {
            RawClient client = client(gateway);
            client.send(CHUNKED);
            gateway.awaitMetric(ADMITTED, 1);
            client.send(
                    BODY
                            + "GET /tunnel HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                            + "Upgrade: websocket\r\n\r\n"
                            + MUCH);

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(client.readText(5)).isEqualTo("first");
            all.await();
            assertThat(passed).hasToString(MUCH);
            expectNothingHeld(gateway);
        }
    }

    @Test
    void halfProxyHeadersHoldTheirBytesAndTheSlowestAreEnded() throws Exception {
        try (GatewayFixture gateway =
                gateway(new MemoryLimits(1 << 20, 1 << 20))
                        .gateway("proxyProtocol: {from: [127.0.0.2/32]}")
                        .start()) {
            InetAddress here = InetAddress.ofLiteral("127.0.0.1");
            InetAddress balancer = InetAddress.ofLiteral("127.0.0.2");
            for (int i = 0; i < 240; i++) {
                RawClient half = RawClient.over(new Socket(here, gateway.port(), balancer, 0));
                clients.add(half);
                half.send(HALF_PROXY_HEADER);
                if (i == 0) {
                    Await.until("the first one waits longest", () -> !gateway.hasUnread());
                }
            }
            String shed = "xynergy_gateway_connections_shed_total{reason=\"slow_proxy_header\"}";
            Await.until(() -> "somebody is ended", () -> metric(gateway, shed) > 0);

            clients.getFirst().expectEnd();
            assertThat(client(gateway).send(GET).read().status()).isEqualTo(200);
            assertThat(gateway.metric("xynergy_gateway_connections_shed_total{reason=\"idle\"}"))
                    .isZero();
            expectNothingHeld(gateway);
            assertThat(gateway.metric("xynergy_gateway_connections_closed_total{reason=\"shed\"}"))
                    .isEqualTo(gateway.metric(shed));
            Await.until(
                    () -> "their bytes are given back: " + metric(gateway, HELD),
                    () -> metric(gateway, HELD) < 240 * 256);
        }
    }

    @Test
    void newConnectionsAreToldThatRequestsWaitForASlowUpstream() throws Exception {
        try (GatewayFixture gateway = gateway(new MemoryLimits(4 << 20, 1 << 28)).start()) {
            RawClient resting = client(gateway);
            assertThat(resting.send(GET).read().status()).isEqualTo(200);
            int count = 230;
            for (int i = 0; i < count; i++) {
                client(gateway).send(SLOW);
            }
            Await.until(
                    () -> "each waits or is told",
                    () -> metric(gateway, ADMITTED) + metric(gateway, OVERLOADED) == count);
            assertThat(gateway.metric(ADMITTED)).isPositive();
            assertThat(gateway.metric(OVERLOADED)).isPositive();

            Response told = client(gateway).send(GET).read();
            assertThat(told.status()).isEqualTo(503);
            assertThat(told.value("Retry-After")).isNotEmpty();
            assertThat(resting.send(GET).read().status()).isEqualTo(503);
            assertThat(gateway.metric("xynergy_gateway_connections_shed_total{reason=\"idle\"}"))
                    .isZero();

            released.countDown();
            gateway.awaitMetric(ADMITTED, 0);
            assertThat(client(gateway).send(GET).read().status()).isEqualTo(200);
            expectNothingHeld(gateway);
        }
    }
}
