package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Answer;
import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bearer tokens on the wire. */
@OnBothCarriers
final class BearerTokenIT {

    private final FakeIssuer issuer = FakeIssuer.start();
    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    BearerTokenIT(Lanes.Choice carrier) throws IOException {
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .spec(
                                """
                                environment: development
                                auth:
                                  issuers:
                                    - name: corp
                                      oidc:
                                        issuer: %s
                                        audiences: [xynergy]
                                        claims: {tenant: tenant, roles: roles}
                                """
                                        .formatted(issuer.name()))
                        .routes("- {name: all, match: [{path: {prefix: /}}], to: [{service: up0}]}")
                        .accessLog()
                        .start();
    }

    @AfterEach
    void close() throws IOException {
        try (issuer) {
            gateway.close();
        }
    }

    private Answer get(String fields) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send("GET / HTTP/1.1\r\nHost: a.example\r\n" + fields + "\r\n").read();
        }
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token + "\r\n";
    }

    @Test
    void theServiceLearnsWhoCalls() throws Exception {
        Map<String, Object> claims = issuer.claims("ann");
        claims.put("tenant", "acme");
        claims.put("roles", List.of("admin", "sales"));
        claims.put("scope", "crm:read crm:write");

        Answer answer = get(bearer(issuer.sign(claims)));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        ReceivedRequest request = upstream.take();
        assertThat(request.value("X-Xynergy-User")).isEqualTo("ann");
        assertThat(request.value("X-Xynergy-Tenant")).isEqualTo("acme");
        assertThat(request.value("X-Xynergy-Roles")).isEqualTo("admin,sales");
        assertThat(request.value("X-Xynergy-Scopes")).isEqualTo("crm:read crm:write");
        assertThat(request.value("X-Xynergy-Issuer")).isEqualTo("corp");
        assertThat(request.values("Authorization")).isEmpty();
        assertThat(gateway.awaitLogLine("\"user\":\"ann\"")).contains("\"tenant\":\"acme\"");
    }

    @Test
    void withoutATokenTheAnswerSaysHowToProveAnIdentity() throws Exception {
        Answer answer = get("");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.error("code")).isEqualTo("unauthenticated");
        assertThat(answer.value("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(upstream.untaken()).isEmpty();
    }
}
