package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An issuer on this machine in the place of those that a policy names. */
@OnBothCarriers
final class DevelopmentIssuerIT {

    private static final String ROUTES =
            """
            - name: people
              match: [{path: {prefix: /people}}]
              to: [{service: up0}]
              auth: {issuers: [people]}
            - name: partners
              match: [{path: {prefix: /partners}}]
              to: [{service: up0}]
              auth: {issuers: [], apiKeys: true}
            - {name: all, match: [{path: {prefix: /}}], to: [{service: up0}]}
            """;

    private final FakeIssuer corp = FakeIssuer.start();
    private final FakeIssuer development = FakeIssuer.start();
    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    DevelopmentIssuerIT(Lanes.Choice carrier) throws IOException {
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .spec(AuthGateway.spec(corp.name()))
                        .routes(ROUTES)
                        .options(options ->
                                options.developmentIssuer(development.uri(), development.keys()))
                        .start();
    }

    @AfterEach
    void close() throws IOException {
        try (corp;
                development) {
            gateway.close();
        }
    }

    private Response get(String path, String token) throws IOException {
        try (RawClient client = gateway.connect()) {
            String head = "GET " + path + " HTTP/1.1\r\nHost: a\r\n";
            return client.send(head + AuthGateway.bearer(token) + "\r\n").read();
        }
    }

    @Test
    void itsTokensAreTakenForThoseOfAnyIssuer() throws Exception {
        Map<String, Object> claims = development.claims("ann");
        claims.put("tenant", "acme");
        claims.put("roles", List.of("admin"));
        claims.put("scope", "a b");
        String token = development.sign(claims);

        for (String path : List.of("/people", "/")) {
            assertThat(get(path, token).status()).isEqualTo(200);
            ReceivedRequest request = upstream.take();
            assertThat(request.value("X-Xynergy-User")).isEqualTo("ann");
            assertThat(request.value("X-Xynergy-Tenant")).isEqualTo("acme");
            assertThat(request.value("X-Xynergy-Roles")).isEqualTo("admin");
            assertThat(request.value("X-Xynergy-Scopes")).isEqualTo("a b");
            assertThat(request.value("X-Xynergy-Issuer")).isEqualTo("Development");
        }
        assertThat(development.keyRequests()).isEqualTo(1);
    }

    @Test
    void thePolicysIssuersStayAccepted() throws IOException {
        String token = corp.token("ann", "acme");

        assertThat(get("/", token).status()).isEqualTo(200);
        assertThat(get("/people", token).status()).isEqualTo(401);
    }

    @Test
    void itStandsForNoApiKey() throws IOException {
        assertThat(get("/partners", development.token("ann", "acme")).status()).isEqualTo(401);
    }

    @Test
    void itsTokensAreCheckedLikeAllOthers() throws IOException {
        Map<String, Object> claims = development.claims("ann");
        claims.put("aud", "elsewhere");
        assertThat(get("/", development.sign(claims)).status()).isEqualTo(401);

        claims = development.claims("ann");
        claims.put("iss", corp.name());
        claims.put("exp", 4_000_000_000L);
        // corp's key has the same id here, and the same bytes: what tells them apart is the name
        assertThat(get("/people", development.sign(claims)).status()).isEqualTo(401);
    }

    @Test
    void operatorsSeeThatItIsThere() throws IOException {
        assertThat(gateway.admin("/config").text())
                .contains("\"developmentIssuer\":\"" + development.name() + "\"");
        assertThat(gateway.admin("/health/deep").text())
                .contains("\"name\":\"issuer Development\",\"status\":\"UP\"");
        assertThat(corp.keyRequests()).isZero();
    }

    @Test
    void itIsOnThisMachine() {
        var options = GatewayOptions.of(Path.of("policy.yaml"));
        var elsewhere = URI.create("https://id.example");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.developmentIssuer(elsewhere, development.keys()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options.developmentIssuer(development.uri(), elsewhere));
    }
}
