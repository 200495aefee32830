package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How a gateway stops while clients are there. */
@OnBothCarriers
final class DrainIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Lanes.Choice carrier;

    DrainIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    @Test
    void requestInFlightFinishesAndItsConnectionCloses() throws Exception {
        var respondNow = new CountDownLatch(1);
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    respondNow.await();
                    peer.send(FakeUpstream.OK).awaitEnd();
                });
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier).upstream(upstream).drain("20s").start();
                RawClient busy = gateway.connect();
                RawClient idle = gateway.connect()) {
            assertThat(gateway.admin("/health/ready").status()).isEqualTo(200);
            busy.send(GET);
            Await.until("the request is there", () -> upstream.untaken().size() == 1);
            Thread stopping = Thread.ofVirtual().start(gateway::stopGateway);

            idle.expectEnd();
            Await.until("new clients are refused", () -> isRefused(gateway.port()));
            assertThat(gateway.admin("/health/ready").status()).isEqualTo(503);
            assertThat(gateway.admin("/health/live").status()).isEqualTo(200);
            respondNow.countDown();
            Response response = busy.read();

            assertThat(response.text()).isEqualTo("ok");
            busy.expectEnd();
            stopping.join();
        }
    }

    private static int readiness(GatewayFixture gateway) {
        try {
            return gateway.admin("/health/ready").status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRefused(int port) {
        try (RawClient _ = RawClient.connect(port)) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void requestThatComesWhileStoppingIsServedAndTold() throws Exception {
        FakeUpstream upstream = FakeUpstream.start();
        var begun = new CountDownLatch(1);
        var respondNow = new CountDownLatch(1);
        upstream.serve(peer -> {
            peer.request();
            begun.countDown();
            respondNow.await();
            peer.send(FakeUpstream.OK);
            peer.request();
            peer.send(FakeUpstream.OK).awaitEnd();
        });
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier).upstream(upstream).drain("20s").start();
                RawClient client = gateway.connect()) {
            client.send(GET + GET);
            begun.await();
            Thread stopping = Thread.ofVirtual().start(gateway::stopGateway);
            Await.until("it is stopping", () -> isRefused(gateway.port()));
            respondNow.countDown();

            assertThat(client.read().status()).isEqualTo(200);
            Response last = client.read();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.value("Connection")).isEqualTo("close");
            client.expectEnd();
            stopping.join();
        }
    }

    /** Pools of a version before are in use, too, until their requests are over. */
    @Test
    void requestOfAnEarlierConfigurationIsToldSoAtTheEndOfTheDrain() throws Exception {
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    peer.awaitEnd();
                });
        String service = "- {name: up0, url: \"%s\", connectTimeout: %s}";
        GatewayFixture.Builder builder =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .services(service.formatted(upstream.url(), "2s"))
                        .drain("2s");
        try (GatewayFixture gateway = builder.start();
                RawClient waiting = gateway.connect()) {
            waiting.send(GET);
            Await.until("it is there", () -> upstream.untaken().size() == 1);
            String before = gateway.gateway().digest();
            gateway.edit(builder.services(service.formatted(upstream.url(), "3s")).yaml());
            Await.until("the edit is live", () -> !gateway.gateway().digest().equals(before));

            gateway.stopGateway();

            assertThat(waiting.read().error("code")).isEqualTo("stopping");
            waiting.expectEnd();
        }
    }

    @Test
    void clientThatHasSentHalfAHeadIsToldSoAtTheEndOfTheDrain() throws Exception {
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier)
                                .upstream(FakeUpstream.start())
                                .drain("2s")
                                .start();
                RawClient half = gateway.connect()) {
            half.send("GET / HTTP/1.1\r\nHo");
            gateway.awaitMetric("xynergy_gateway_connections_open", 1);
            Await.until("the half head has been read", () -> !gateway.hasUnread());

            gateway.stopGateway();

            assertThat(half.expectRefusal(503).error("code")).isEqualTo("stopping");
        }
    }

    @Test
    void whatDoesNotEndIsToldSoAtTheEndOfTheDrain() throws Exception {
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    String line = peer.request().requestLine();
                    if (line.startsWith("GET /tunnel")) {
                        peer.send(
                                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                                        + "Upgrade: websocket\r\n\r\n");
                    }
                    peer.awaitEnd();
                });
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier).upstream(upstream).drain("2s").start();
                RawClient tunnel = gateway.connect();
                RawClient waiting = gateway.connect()) {
            tunnel.send(
                    "GET /tunnel HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(tunnel.read().status()).isEqualTo(101);
            waiting.send(GET);
            Await.until("both are there", () -> upstream.untaken().size() == 2);

            gateway.stopGateway();

            tunnel.expectEnd();
            Response response = waiting.read();
            assertThat(response.status()).isEqualTo(503);
            assertThat(response.error("code")).isEqualTo("stopping");
            assertThat(response.value("Connection")).isEqualTo("close");
            waiting.expectEnd();
            Await.until("the upstream's side is closed", () -> upstream.connections() == 0);
        }
    }

    @Test
    void connectionThatWaitsIsServedOnceMoreAndTold() throws Exception {
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier)
                                .upstream(FakeUpstream.start())
                                .drain("20s")
                                .start();
                RawClient kept = gateway.connect();
                RawClient fresh = gateway.connect()) {
            assertThat(kept.send(GET).read().values("Connection")).isEmpty();
            Thread stopping = Thread.ofVirtual().start(gateway::stopGateway);
            Await.until("it is stopping", () -> readiness(gateway) == 503);

            for (RawClient client : List.of(kept, fresh)) {
                assertThat(client.send(GET).read().value("Connection")).isEqualTo("close");
                client.expectEnd();
            }
            stopping.join();
        }
    }

    @Test
    void pipelinedRequestsAreAllAnsweredAndTheLastOneIsTold() throws Exception {
        var begun = new CountDownLatch(1);
        var respondNow = new CountDownLatch(1);
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    begun.countDown();
                    respondNow.await();
                    peer.send(FakeUpstream.OK);
                    while (peer.request() != null) {
                        peer.send(FakeUpstream.OK);
                    }
                });
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier).upstream(upstream).drain("20s").start();
                RawClient client = gateway.connect()) {
            client.send(GET);
            begun.await();
            client.send(GET + GET);
            client.send(GET);
            Thread stopping = Thread.ofVirtual().start(gateway::stopGateway);
            Await.until("it is stopping", () -> isRefused(gateway.port()));
            respondNow.countDown();

            for (int i = 0; i < 3; i++) {
                assertThat(client.read().values("Connection")).as("response %d", i).isEmpty();
            }
            assertThat(client.read().value("Connection")).isEqualTo("close");
            client.expectEnd();
            stopping.join();
        }
    }

    @Test
    void lastResponseReachesAClientThatGoesOnSending() throws Exception {
        FakeUpstream upstream = FakeUpstream.start();
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier).upstream(upstream).drain("20s").start();
                RawClient client = gateway.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            Await.until("the request is there", () -> !upstream.untaken().isEmpty());
            client.send(GET.repeat(100));

            assertThat(client.read().text()).isEqualTo("ok");
            client.endOutput();
            client.expectEnd();
        }
    }

    @Test
    void gatewayWithoutClientsStopsAtOnce() throws IOException {
        try (GatewayFixture gateway =
                GatewayFixture.on(carrier).upstream(FakeUpstream.start()).drain("10m").start()) {
            gateway.stopGateway();

            assertThat(isRefused(gateway.port())).isTrue();
        }
    }
}
