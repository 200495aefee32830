package io.xynergy.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again, how often, and what is not. */
@OnBothCarriers
final class RetryIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST =
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
    private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy";

    private static final String RETRIED = "xynergy_gateway_retries_total{result=\"done\"}";

    private final Lanes.Choice carrier;

    RetryIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    private GatewayFixture gateway(FakeUpstream upstream, String retry) throws IOException {
        return GatewayFixture.on(carrier)
                .upstream(upstream)
                .routes(
                        "- {name: all, match: [{path: {prefix: /}}], to: [{service: up0}],"
                                + " timeout: 10s, auth: {mode: None}, retry: "
                                + retry
                                + "}")
                .start();
    }

    /** An upstream that answers the first so many requests in one way and the others with 200. */
    private static FakeUpstream failing(int times, String how) throws IOException {
        var seen = new AtomicInteger();
        return FakeUpstream.serving(peer -> {
            while (peer.next() != null) {
                boolean fails = seen.incrementAndGet() <= times;
                if (fails && how.isEmpty()) {
                    return;
                }
                peer.send(fails ? how : FakeUpstream.OK);
            }
        });
    }

    private static Response ask(GatewayFixture gateway, String request) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send(request).read();
        }
    }

    @Test
    void statusIsTriedAgainAsOftenAsThePolicySays() throws IOException {
        FakeUpstream upstream = failing(2, BUSY);
        try (GatewayFixture gateway =
                gateway(upstream, "{attempts: 2, on: [Status], statuses: [503]}")) {
            assertThat(ask(gateway, GET).text()).isEqualTo("ok");
            assertThat(upstream.untaken()).hasSize(3);
        }
    }

    /** No response is given up before another attempt is granted, not even the first one. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void lastTrysStatusIsTheResponse(int attempts) throws IOException {
        FakeUpstream upstream = failing(9, BUSY);
        try (GatewayFixture gateway =
                gateway(
                        upstream,
                        "{attempts: %d, on: [Status], statuses: [503]}".formatted(attempts))) {
            Response response = ask(gateway, GET);

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.text()).isEqualTo("busy");
            assertThat(upstream.untaken()).hasSize(1 + attempts);
            assertThat(gateway.metric(RETRIED)).isEqualTo(attempts);
        }
    }

    @Test
    void postIsNotTriedAgainForAStatusUnlessThePolicyNamesIt() throws IOException {
        FakeUpstream upstream = failing(1, BUSY);
        try (GatewayFixture gateway =
                gateway(upstream, "{attempts: 2, on: [Status], statuses: [503]}")) {
            assertThat(ask(gateway, POST).text()).isEqualTo("busy");
            assertThat(upstream.untaken()).hasSize(1);
        }
        FakeUpstream second = failing(1, BUSY);
        try (GatewayFixture gateway =
                gateway(second, "{attempts: 2, on: [Status], statuses: [503], methods: [POST]}")) {
            assertThat(ask(gateway, POST).text()).isEqualTo("ok");
            assertThat(second.untaken())
                    .hasSize(2)
                    .allSatisfy(request -> assertThat(request.text()).isEqualTo("body"));
        }
    }

    @Test
    void resetIsTriedAgainForIdempotentMethodsOnly() throws IOException {
        FakeUpstream upstream = failing(2, "");
        try (GatewayFixture gateway = gateway(upstream, "{attempts: 2, on: [Reset]}")) {
            assertThat(ask(gateway, GET).text()).isEqualTo("ok");
        }
        FakeUpstream second = failing(1, "");
        try (GatewayFixture gateway = gateway(second, "{attempts: 2, on: [Reset]}")) {
            assertThat(ask(gateway, POST).status()).isEqualTo(502);
            assertThat(second.untaken()).hasSize(1);
        }
    }

    @Test
    void resetIsNotTriedAgainUnlessThePolicySaysSo() throws IOException {
        FakeUpstream upstream = failing(1, "");
        try (GatewayFixture gateway = gateway(upstream, "{attempts: 2, on: [ConnectFailure]}")) {
            assertThat(ask(gateway, GET).status()).isEqualTo(502);
            assertThat(upstream.untaken()).hasSize(1);
        }
    }

    @Test
    void tryThatTakesTooLongGivesWayToAnother() throws IOException {
        var seen = new AtomicInteger();
        FakeUpstream upstream =
                FakeUpstream.serving(peer -> {
                    peer.request();
                    if (seen.incrementAndGet() > 1) {
                        peer.send(FakeUpstream.OK);
                    }
                    peer.awaitEnd();
                });
        try (GatewayFixture gateway =
                gateway(upstream, "{attempts: 1, on: [Reset], perTryTimeout: 200ms}")) {
            assertThat(ask(gateway, GET).text()).isEqualTo("ok");
            assertThat(seen.get()).isEqualTo(2);
        }
    }

    @Test
    void refusedConnectionIsABadGateway() throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        try (GatewayFixture gateway = gateway(upstream, "{attempts: 0}")) {
            upstream.close();
            Response response = ask(gateway, POST);

            assertThat(response.status()).isEqualTo(502);
            assertThat(response.error("code")).isEqualTo("upstream_connect");
        }
    }

    @Test
    void refusedConnectionLeadsToTheOtherEndpointForAnyMethod() throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        try (GatewayFixture gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .services(
                                "- {name: up0, urls: [\"http://127.0.0.1:%d\", \"%s\"]}"
                                        .formatted(closedPort(), upstream.url()))
                        .start()) {
            for (int i = 0; i < 20; i++) {
                assertThat(ask(gateway, i % 2 == 0 ? GET : POST).text()).isEqualTo("ok");
            }
        }
    }

    /** A port that nothing listens at. */
    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
