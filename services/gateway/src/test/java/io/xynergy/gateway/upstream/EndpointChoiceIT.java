package io.xynergy.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Which endpoint of which service gets a request, and what happens when there is no room. */
@OnBothCarriers
final class EndpointChoiceIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final Lanes.Choice carrier;

    EndpointChoiceIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    private static FakeUpstream named(String name) throws IOException {
        return FakeUpstream.replying(_ ->
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(name.length(), name));
    }

    private static FakeUpstream holding(CountDownLatch until) throws IOException {
        return FakeUpstream.replying(_ -> {
            try {
                until.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return FakeUpstream.OK;
        });
    }

    private GatewayFixture oneServiceOf(FakeUpstream a, FakeUpstream b, String more)
            throws IOException {
        return GatewayFixture.on(carrier)
                .upstream(a)
                .upstream(b)
                .services(
                        "- {name: up0, urls: [\"%s\", \"%s\"]%s}".formatted(a.url(), b.url(), more))
                .start();
    }

    private static int count(RawClient client, String text, int requests) throws IOException {
        int found = 0;
        for (int i = 0; i < requests; i++) {
            if (client.send(GET).read().text().equals(text)) {
                found++;
            }
        }
        return found;
    }

    @Test
    void allAddressesOfAServiceAreUsed() throws IOException {
        try (GatewayFixture gateway = oneServiceOf(named("a"), named("b"), "");
                RawClient client = gateway.connect()) {
            assertThat(count(client, "a", 100)).isBetween(15, 85);
        }
    }

    @Test
    void endpointWithFewerRequestsInFlightIsPreferred() throws IOException {
        var until = new CountDownLatch(1);
        FakeUpstream slow = holding(until);
        try (GatewayFixture gateway = oneServiceOf(slow, named("free"), "");
                RawClient waiting = gateway.connect();
                RawClient client = gateway.connect()) {
            while (slow.accepted() == 0) {
                try (RawClient seeking = gateway.connect()) {
                    seeking.send(GET);
                    Await.until(
                            "the request has come somewhere",
                            () -> slow.accepted() > 0 || hasMore(seeking));
                }
            }
            assertThat(waiting).isNotNull();
            assertThat(count(client, "free", 30)).isEqualTo(30);
            until.countDown();
        }
    }

    private static boolean hasMore(RawClient client) {
        try {
            return client.hasMore();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void noMoreThanTheMostConnectionsAreMade() throws IOException {
        var until = new CountDownLatch(1);
        FakeUpstream upstream = holding(until);
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier)
                                .upstream(upstream)
                                .services(
                                        "- {name: up0, maxConnections: 1, url: \"%s\"}"
                                                .formatted(upstream.url()))
                                .start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(GET);
            Await.until("the first is there", () -> upstream.untaken().size() == 1);
            Response refused = second.send(GET).read();
            until.countDown();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.error("code")).isEqualTo("upstream_busy");
            assertThat(refused.value("Retry-After")).matches("[1-9][0-9]*");
            assertThat(first.read().text()).isEqualTo("ok");
            assertThat(second.send(GET).read().text()).isEqualTo("ok");
        }
        assertThat(upstream.accepted()).isEqualTo(1);
    }

    @Test
    void idleConnectionMakesRoomForAnotherEndpoints() throws IOException {
        try (GatewayFixture gateway = oneServiceOf(named("a"), named("b"), ", maxConnections: 1");
                RawClient client = gateway.connect()) {
            for (int i = 0; i < 50; i++) {
                assertThat(client.send(GET).read().status()).as("request %d", i).isEqualTo(200);
            }
        }
    }

    @Test
    void requestBeyondTheGatewaysConcurrencyIsRefused() throws IOException {
        var until = new CountDownLatch(1);
        FakeUpstream upstream = holding(until);
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier)
                                .upstream(upstream)
                                .gateway("concurrency: 1")
                                .start();
                RawClient first = gateway.connect();
                RawClient second = gateway.connect()) {
            first.send(GET);
            Await.until("the first is there", () -> upstream.untaken().size() == 1);
            Response refused = second.send(GET).read();
            until.countDown();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.error("code")).isEqualTo("overloaded");
            assertThat(refused.value("Retry-After")).matches("[1-9][0-9]*");
            assertThat(first.read().text()).isEqualTo("ok");
            assertThat(second.send(GET).read().text()).isEqualTo("ok");
        }
    }

    @Test
    void serviceWhoseNameIsUnknownHasNoEndpoint() throws IOException {
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier)
                                .upstream(FakeUpstream.start())
                                .services("- {name: up0, url: \"http://nowhere.invalid:80\"}")
                                .start();
                RawClient client = gateway.connect()) {
            Response response = client.send(GET).read();

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.error("code")).isEqualTo("no_endpoint");
            assertThat(response.value("Retry-After")).matches("[1-9][0-9]*");
        }
    }

    @Test
    void servicesGetTheirShareByWeight() throws IOException {
        try (GatewayFixture gateway =
                        GatewayFixture.on(carrier)
                                .upstream(named("nine"))
                                .upstream(named("one"))
                                .upstream(named("none"))
                                .routes(
                                        """
                                        - name: all
                                          match: [{path: {prefix: /}}]
                                          auth: {mode: None}
                                          to:
                                            - {service: up0, weight: 9}
                                            - {service: up1, weight: 1}
                                            - {service: up2, weight: 0}
                                        """)
                                .start();
                RawClient client = gateway.connect()) {
            int one = 0;
            for (int i = 0; i < 1000; i++) {
                String name = client.send(GET).read().text();
                assertThat(name).isIn("nine", "one");
                one += name.equals("one") ? 1 : 0;
            }
            // 100 are expected; six standard deviations of the binomial distribution are 57.
            assertThat(one).isBetween(43, 157);
        }
    }
}
