package io.xynergy.gateway;

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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many slow clients beside one that is not, and memory for fewer than they are. */
@OnBothCarriers
final class SlowClientsIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String HALF_HEAD = "GET /slow HTTP/1.1\r\nHost: a\r\nX-Slow: ";
    private static final String SLOW_BODY =
            "POST /slow HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx";
    private static final byte[] PART = new byte[1 << 20];
    private static final int PARTS = 64;
    private static final MemoryLimits WIDE = new MemoryLimits(1L << 30, 1L << 30);

    private final Lanes.Choice carrier;
    private final List<RawClient> slow = new ArrayList<>();

    SlowClientsIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    @AfterEach
    void leave() throws IOException {
        for (RawClient client : slow) {
            client.close();
        }
    }

    private GatewayFixture.Builder gateway(MemoryLimits limits) throws IOException {
        return GatewayFixture.on(carrier)
                .upstream(FakeUpstream.start())
                .options(options -> options.memory(limits));
    }

    private void open(GatewayFixture gateway, int count, String what) throws IOException {
        for (int i = 0; i < count; i++) {
            RawClient client = gateway.connect();
            slow.add(client);
            client.send(what);
            if (i == 0) {
                Await.until("the first one waits longest", () -> !gateway.hasUnread());
            }
        }
    }

    private static String shed(String reason) {
        return "xynergy_gateway_connections_shed_total{reason=\"" + reason + "\"}";
    }

    /** A normal client goes on until somebody was ended, and is always served. */
    private static void serveUntilShed(GatewayFixture gateway, String reason) throws IOException {
        RawClient normal = gateway.connect();
        Await.until(
                () -> "somebody is ended: " + reason,
                () -> {
                    try {
                        assertThat(normal.send(GET).read().status()).isEqualTo(200);
                        return gateway.metric(shed(reason)) > 0;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        assertThat(normal.send(GET).read().status()).isEqualTo(200);
        RawClient late = gateway.connect();
        assertThat(late.send(GET).read().status()).isEqualTo(200);
        normal.close();
        late.close();
    }

    private void expectNothingHeld(GatewayFixture gateway) throws IOException {
        leave();
        gateway.awaitMetric("xynergy_gateway_connections_open", 0);
        gateway.awaitMetric("xynergy_gateway_requests_in_flight", 0);
        gateway.awaitMetric("xynergy_gateway_requests_admitted", 0);
    }

    @Test
    void slowestHeadsAreEndedFirstAndTold() throws IOException {
        try (GatewayFixture gateway = gateway(new MemoryLimits(1 << 20, 1 << 20)).start()) {
            open(gateway, 270, HALF_HEAD);
            serveUntilShed(gateway, "slow_head");

            Response response = slow.getFirst().read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.error("code")).isEqualTo("request_timeout");
            assertThat(response.error("message")).contains("memory was short");
            slow.getFirst().expectEnd();
            assertThat(gateway.metric(shed("slow_body"))).isZero();
            assertThat(gateway.metric(shed("idle"))).isZero();
            expectNothingHeld(gateway);
            assertThat(gateway.metric("xynergy_gateway_connections_closed_total{reason=\"shed\"}"))
                    .isEqualTo(gateway.metric(shed("slow_head")));
        }
    }

    @Test
    void halfHeadHoldsOnlyItsBytes() throws IOException {
        String held = "xynergy_gateway_memory_held_bytes{memory=\"heap\"}";
        try (GatewayFixture gateway = gateway(WIDE).start()) {
            RawClient first = gateway.connect();
            slow.add(first);
            first.send(GET).read();
            gateway.awaitMetric("xynergy_gateway_requests_admitted", 0);
            long before = gateway.metric(held);
            open(gateway, 50, HALF_HEAD);

            Await.until("all have come", () -> heldBytes(gateway, held) >= before + 50 * 3600);
            assertThat(heldBytes(gateway, held) - before).isLessThan(50 * 4000);
            RawClient one = slow.getLast();
            assertThat(one.send("done\r\n\r\n").read().status()).isEqualTo(200);
            expectNothingHeld(gateway);
        }
    }

    private static long heldBytes(GatewayFixture gateway, String name) {
        try {
            return gateway.metric(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void slowestBodiesAreEndedFirstAndTold() throws IOException {
        try (GatewayFixture gateway = gateway(new MemoryLimits(1 << 20, 1 << 20)).start()) {
            open(gateway, 47, SLOW_BODY);
            serveUntilShed(gateway, "slow_body");

            Response response = slow.getFirst().read();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.error("message")).contains("memory was short");
            String failures = "xynergy_gateway_failures_total{kind=\"client_slow\"}";
            assertThat(gateway.metric(failures)).isPositive();
            expectNothingHeld(gateway);
        }
    }

    @Test
    void slowestReadersAreEndedFirst() throws IOException {
        int length = PARTS * PART.length;
        FakeUpstream upstream =
                sendingMuch("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(length));
        try (GatewayFixture gateway = withLittleDirectMemory(upstream)) {
            openReaders(gateway, "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
            serveUntilShed(gateway, "slow_response");

            expectNothingHeld(gateway);
            assertThat(gateway.metric(shed("idle"))).isZero();
        }
    }

    /** Answers slow requests with this head and 64 MiB behind it, others with a little. */
    private static FakeUpstream sendingMuch(String head) throws IOException {
        return FakeUpstream.serving(peer -> {
            ReceivedRequest request;
            while ((request = peer.next()) != null) {
                if (request.requestLine().contains("/slow")) {
                    sendLarge(peer, head);
                } else {
                    peer.send(FakeUpstream.OK);
                }
            }
        });
    }

    private GatewayFixture withLittleDirectMemory(FakeUpstream upstream) throws IOException {
        return GatewayFixture.on(carrier)
                .upstream(upstream)
                .options(options -> options.memory(new MemoryLimits(1 << 28, 256 << 10)))
                .start();
    }

    /** Clients that ask and do not read. */
    private void openReaders(GatewayFixture gateway, String request) throws IOException {
        for (int i = 0; i < 24; i++) {
            RawClient client = gateway.connect(16 * 1024);
            slow.add(client);
            client.send(request);
        }
    }

    private static void sendLarge(UpstreamPeer peer, String head) throws IOException {
        peer.send(head);
        for (int i = 0; i < PARTS; i++) {
            peer.send(PART);
        }
    }

    /** Connections that nobody uses are room, so nobody has to go for more of it. */
    @Test
    void idleConnectionsOfAPoolAreNoReasonToEndAnybody() throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        try (GatewayFixture gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .services(
                                "- {name: up0, url: \"%s\", maxConnections: 8}"
                                        .formatted(upstream.url()))
                        .start()) {
            open(gateway, 7, SLOW_BODY);
            gateway.awaitMetric("xynergy_gateway_requests_admitted", 7);
            for (RawClient client : slow) {
                client.send("x".repeat(999));
                assertThat(client.read().status()).isEqualTo(200);
            }
            RawClient one = gateway.connect();
            slow.add(one);
            one.send(SLOW_BODY);
            for (int i = 0; i < 20; i++) {
                assertThat(slow.get(i % 7).send(GET).read().status()).isEqualTo(200);
                Await.pause(Duration.ofMillis(40));
            }
            assertThat(gateway.metric(shed("slow_body"))).isZero();
            assertThat(one.send("x".repeat(999)).read().status()).isEqualTo(200);
            expectNothingHeld(gateway);
        }
    }

    @Test
    void tunnelsWhoseClientsDoNotReadAreEnded() throws IOException {
        String upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        FakeUpstream upstream = sendingMuch("HTTP/1.1 101 Switching Protocols\r\n" + upgrade);
        try (GatewayFixture gateway = withLittleDirectMemory(upstream)) {
            openReaders(gateway, "GET /slow HTTP/1.1\r\nHost: a\r\n" + upgrade);
            serveUntilShed(gateway, "slow_response");

            expectNothingHeld(gateway);
        }
    }

    @Test
    void slowClientsLetGoOfAPoolThatOthersNeed() throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        try (GatewayFixture gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .services(
                                "- {name: up0, url: \"%s\", maxConnections: 4}"
                                        .formatted(upstream.url()))
                        .start()) {
            open(gateway, 4, SLOW_BODY);
            gateway.awaitMetric("xynergy_gateway_requests_admitted", 4);

            RawClient normal = gateway.connect();
            assertThat(normal.send(GET).read().status()).isEqualTo(200);
            assertThat(gateway.metric(shed("slow_body"))).isPositive();
            normal.close();
            expectNothingHeld(gateway);
        }
    }
}
