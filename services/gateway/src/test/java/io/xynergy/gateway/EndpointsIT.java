package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Services whose endpoints are given, beside those that are known by their names. */
@OnBothCarriers
final class EndpointsIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    /** A name that no name server knows (RFC 2606), so that only given endpoints can serve it. */
    private static final String SERVICE = "- {name: crm, url: \"http://crm.invalid:8080\"}";

    private static final String ROUTE =
            "- {name: all, match: [{path: {prefix: /}}], to: [{service: crm}], auth: {mode: None}}";

    private final Lanes.Choice carrier;
    private final Map<String, List<InetSocketAddress>> given = new ConcurrentHashMap<>();

    EndpointsIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    private GatewayFixture.Builder gateway(FakeUpstream... upstreams) {
        GatewayFixture.Builder builder =
                GatewayFixture.on(carrier)
                        .services(SERVICE)
                        .routes(ROUTE)
                        .options(options -> options.endpoints(this::of));
        for (FakeUpstream upstream : upstreams) {
            builder.upstream(upstream);
        }
        return builder;
    }

    private Optional<List<InetSocketAddress>> of(String service) {
        return Optional.ofNullable(given.get(service));
    }

    private static List<InetSocketAddress> at(FakeUpstream upstream) {
        return List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream.port()));
    }

    private static FakeUpstream named(String name) throws IOException {
        return FakeUpstream.replying(_ ->
                "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(name.length(), name));
    }

    @Test
    void requestsGoToGivenEndpointsWithoutANameServer() throws IOException {
        FakeUpstream upstream = named("crm");
        given.put("crm", at(upstream));
        try (GatewayFixture gateway = gateway(upstream).start();
                RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().text()).isEqualTo("crm");
        }
    }

    @Test
    void serviceThatDoesNotRunIsAnswered503UntilItDoes() throws IOException {
        FakeUpstream upstream = named("crm");
        given.put("crm", List.of());
        try (GatewayFixture gateway = gateway(upstream).start();
                RawClient client = gateway.connect()) {
            Response stopped = client.send(GET).read();
            given.put("crm", at(upstream));
            gateway.gateway().endpointsChanged();
            Response started = client.send(GET).read();

            assertThat(stopped.status()).isEqualTo(503);
            assertThat(stopped.error("code")).isEqualTo("no_endpoint");
            assertThat(stopped.values("Retry-After")).isNotEmpty();
            assertThat(started.text()).isEqualTo("crm");
        }
    }

    @Test
    void serviceThatMovedIsFollowed() throws IOException {
        FakeUpstream before = named("before");
        FakeUpstream after = named("after");
        given.put("crm", at(before));
        try (GatewayFixture gateway = gateway(before, after).start();
                RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().text()).isEqualTo("before");
            given.put("crm", at(after));
            gateway.gateway().endpointsChanged();
            assertThat(client.send(GET).read().text()).isEqualTo("after");
            given.put("crm", List.of());
            gateway.gateway().endpointsChanged();
            assertThat(client.send(GET).read().status()).isEqualTo(503);
        }
    }

    @Test
    void newPolicyKeepsGivenEndpoints() throws IOException {
        FakeUpstream upstream = named("crm");
        given.put("crm", at(upstream));
        GatewayFixture.Builder builder = gateway(upstream);
        try (GatewayFixture gateway = builder.start();
                RawClient client = gateway.connect()) {
            String slower = SERVICE.replace("name:", "connectTimeout: 3s, name:");
            gateway.edit(builder.services(slower).yaml());
            gateway.awaitMetric("xynergy_gateway_config_revision", 2);
            assertThat(client.send(GET).read().text()).isEqualTo("crm");
        }
    }

    @Test
    void serviceThatIsNotGivenIsKnownByItsName() throws IOException {
        FakeUpstream upstream = named("by name");
        String service = "- {name: crm, url: \"%s\"}".formatted(upstream.url());
        try (GatewayFixture gateway = gateway(upstream).services(service).start();
                RawClient client = gateway.connect()) {
            assertThat(client.send(GET).read().text()).isEqualTo("by name");
        }
    }

    @Test
    void brokenSourceOfEndpointsKeepsWhatIsKnown() throws IOException {
        FakeUpstream upstream = named("crm");
        given.put("crm", at(upstream));
        try (GatewayFixture gateway = gateway(upstream).start();
                RawClient client = gateway.connect()) {
            given.put("crm", List.of(InetSocketAddress.createUnresolved("crm.invalid", 1)));
            gateway.gateway().endpointsChanged();
            assertThat(client.send(GET).read().text()).isEqualTo("crm");
        }
    }
}
