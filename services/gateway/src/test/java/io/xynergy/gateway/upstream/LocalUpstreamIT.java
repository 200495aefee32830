package io.xynergy.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams at addresses of the machine itself, as a pod is told to refuse them. */
class LocalUpstreamIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static GatewayFixture gateway(
            FakeUpstream upstream, String services, UnaryOperator<GatewayOptions.Builder> options)
            throws IOException {
        return GatewayFixture.on(Lanes.Choice.CORE)
                .upstream(upstream)
                .services(services)
                .spec("environment: development\n")
                .options(options)
                .start();
    }

    private static void expectRefusal(GatewayFixture gateway, String address) throws IOException {
        Response response = gateway.connect().send(GET).read();

        assertThat(response.status()).isEqualTo(502);
        assertThat(response.error("code")).isEqualTo("upstream_address");
        assertThat(response.text()).contains(address).contains("allowLocalAddresses");
        gateway.awaitMetric("xynergy_gateway_failures_total{kind=\"upstream_address\"}", 1);
        assertThat(gateway.metric("xynergy_gateway_upstream_addresses_refused")).isPositive();
        assertThat(gateway.admin("/health/deep").text())
                .contains("DEGRADED")
                .contains("up0 is at " + address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"})
    void areRefusedByTheirAddress(String host) throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        String service = "- {name: up0, url: \"http://%s:%d\"}".formatted(host, upstream.port());
        try (GatewayFixture gateway =
                gateway(upstream, service, GatewayOptions.Builder::refuseLocalUpstreams)) {
            expectRefusal(gateway, "127.0.0.1 (a loopback address)");
            assertThat(upstream.accepted()).isZero();
        }
    }

    @Test
    void areRefusedByWhatTheirNameResolvesTo() throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        String service = "- {name: up0, url: \"http://localhost:%d\"}".formatted(upstream.port());
        try (GatewayFixture gateway =
                gateway(upstream, service, GatewayOptions.Builder::refuseLocalUpstreams)) {
            expectRefusal(gateway, "127.0.0.1 (a loopback address)");
            assertThat(upstream.accepted()).isZero();
        }
    }

    @Test
    void areRefusedWhoeverGivesThemAndAsLongAsTheyAreGiven() throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        var local = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), upstream.port());
        var outside = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9);
        AtomicReference<List<InetSocketAddress>> given =
                new AtomicReference<>(List.of(local, outside));
        String service = "- {name: up0, url: \"http://up0\", connectTimeout: 10ms}";
        UnaryOperator<GatewayOptions.Builder> options =
                start -> start.refuseLocalUpstreams().endpoints(_ -> Optional.of(given.get()));
        try (GatewayFixture gateway = gateway(upstream, service, options)) {
            assertThat(gateway.connect().send(GET).read().error("code"))
                    .as("the other one is tried")
                    .isNotEqualTo("upstream_address");
            assertThat(gateway.metric("xynergy_gateway_upstream_addresses_refused")).isOne();

            given.set(List.of(local));
            gateway.gateway().endpointsChanged();
            expectRefusal(gateway, "127.0.0.1 (a loopback address)");

            given.set(List.of());
            gateway.gateway().endpointsChanged();
            assertThat(gateway.connect().send(GET).read().error("code")).isEqualTo("no_endpoint");
            assertThat(gateway.metric("xynergy_gateway_upstream_addresses_refused")).isZero();
            assertThat(upstream.accepted()).isZero();
        }
    }

    @Test
    void areServedWhereThePolicyAllowsThem() throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        String service =
                "- {name: up0, url: \"http://localhost:%d\", allowLocalAddresses: true}"
                        .formatted(upstream.port());
        try (GatewayFixture gateway =
                gateway(upstream, service, GatewayOptions.Builder::refuseLocalUpstreams)) {
            assertThat(gateway.connect().send(GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void areServedOnALaptop() throws IOException {
        FakeUpstream upstream = FakeUpstream.start();
        String service = "- {name: up0, url: \"http://localhost:%d\"}".formatted(upstream.port());
        try (GatewayFixture gateway = gateway(upstream, service, UnaryOperator.identity())) {
            assertThat(gateway.connect().send(GET).read().status()).isEqualTo(200);
            assertThat(gateway.metric("xynergy_gateway_upstream_addresses_refused")).isZero();
        }
    }
}
