package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What routes ask of their callers. */
@OnBothCarriers
final class RouteAccessIT {

    private static final String ROUTES =
            """
            - name: open
              match: [{path: {prefix: /open}}]
              to: [{service: up0}]
              auth: {mode: None}
            - name: either
              match: [{path: {prefix: /either}}]
              to: [{service: up0}]
              auth: {mode: Optional}
            - name: staff
              match: [{path: {prefix: /staff}}]
              to: [{service: up0}]
              auth: {roles: [admin, auditor]}
            - name: scoped
              match: [{path: {prefix: /scoped}}]
              to: [{service: up0}]
              auth: {scopes: ["crm:read", "crm:write"]}
            - name: people
              match: [{path: {prefix: /people}}]
              to: [{service: up0}]
              auth: {issuers: [people]}
            - name: partners
              match: [{path: {prefix: /partners}}]
              to: [{service: up0}]
              auth: {issuers: [], apiKeys: true}
            - name: moved
              match: [{path: {prefix: /moved}}]
              redirect: {status: 308, path: /}
            """;

    private final AuthGateway gateway;

    RouteAccessIT(Lanes.Choice carrier) throws IOException {
        gateway = new AuthGateway(carrier, ROUTES);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Response ask(String path, String claim, Object value) throws IOException {
        Map<String, Object> claims = gateway.issuer.claims("ann");
        claims.put(claim, value);
        return gateway.get(path, AuthGateway.bearer(gateway.issuer.sign(claims)));
    }

    @Test
    void anOpenRouteLooksAtNoCredentials() throws Exception {
        for (String value : List.of("Bearer nonsense", "Basic YTpi", "", "Bearer")) {
            Response response = gateway.get("/open", "Authorization: " + value + "\r\n");

            assertThat(response.status()).isEqualTo(200);
            ReceivedRequest request = gateway.upstream.take();
            assertThat(request.value("Authorization")).isEqualTo(value);
            assertThat(request.values("X-Xynergy-User")).isEmpty();
        }
        assertThat(gateway.issuer.keyRequests()).isZero();
    }

    @Test
    void anOptionalRouteLetsNobodyInAsNobody() throws Exception {
        for (String fields : List.of("", "Authorization: Basic YTpi\r\n")) {
            assertThat(gateway.get("/either", fields).status()).isEqualTo(200);
            ReceivedRequest request = gateway.upstream.take();
            assertThat(request.values("X-Xynergy-User")).isEmpty();
            assertThat(request.values("Authorization")).isEmpty();
        }
    }

    @Test
    void anOptionalRouteKnowsWhoProvesIt() throws Exception {
        String token = gateway.issuer.token("ann", "acme");
        gateway.get("/either", AuthGateway.bearer(token));

        ReceivedRequest request = gateway.upstream.take();
        assertThat(request.value("X-Xynergy-User")).isEqualTo("ann");
        assertThat(request.values("Authorization")).isEmpty();
    }

    @Test
    void anOptionalRouteRefusesABadToken() throws IOException {
        Response response = gateway.get("/either", AuthGateway.bearer("nonsense"));

        assertThat(response.status()).isEqualTo(401);
        assertThat(response.error("code")).isEqualTo("invalid_token");
    }

    @Test
    void oneOfTheRolesIsNeeded() throws IOException {
        assertThat(ask("/staff", "roles", List.of("sales", "auditor")).status()).isEqualTo(200);
        assertThat(ask("/staff", "roles", "admin").status()).isEqualTo(200);

        for (Object roles : List.of(List.of("sales"), List.of(), "admin auditor", "Admin")) {
            Response response = ask("/staff", "roles", roles);
            assertThat(response.status()).as(roles.toString()).isEqualTo(403);
            assertThat(response.error("code")).isEqualTo("forbidden");
            assertThat(response.value("WWW-Authenticate"))
                    .isEqualTo("Bearer error=\"insufficient_scope\"");
        }
    }

    @Test
    void allOfTheScopesAreNeeded() throws IOException {
        assertThat(ask("/scoped", "scope", "a crm:write crm:read").status()).isEqualTo(200);
        assertThat(ask("/scoped", "scope", List.of("crm:write", "crm:read")).status())
                .isEqualTo(200);

        Response response = ask("/scoped", "scope", "crm:read");
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.error("code")).isEqualTo("forbidden");
        assertThat(response.value("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"crm:read crm:write\"");
    }

    @Test
    void aCallerWhoMayNotIsNamedInTheLog() throws IOException {
        ask("/staff", "tenant", "acme");

        assertThat(gateway.fixture.awaitLogLine("/staff"))
                .contains("\"status\":403")
                .contains("\"failure\":\"forbidden\"")
                .contains("\"user\":\"ann\",\"tenant\":\"acme\"");
    }

    @Test
    void aRouteTakesTokensOfItsIssuersAlone() throws IOException {
        String token = gateway.issuer.token("ann", "acme");
        for (int i = 0; i < 2; i++) {
            Response response = gateway.get("/people", AuthGateway.bearer(token));
            assertThat(response.status()).isEqualTo(401);
            assertThat(response.value("WWW-Authenticate")).contains("issuer is not accepted");
            // what is remembered for one route opens no other
            assertThat(gateway.get("/either", AuthGateway.bearer(token)).status()).isEqualTo(200);
        }
    }

    @Test
    void aRouteForApiKeysTakesNoToken() throws IOException {
        String token = gateway.issuer.token("ann", "acme");

        assertThat(gateway.get("/partners", "").status()).isEqualTo(401);
        assertThat(gateway.get("/partners", AuthGateway.bearer(token)).status()).isEqualTo(401);
    }

    @Test
    void aRedirectAsksLikeAnyRoute() throws IOException {
        String token = gateway.issuer.token("ann", "acme");

        assertThat(gateway.get("/moved", "").status()).isEqualTo(401);
        assertThat(gateway.get("/moved", AuthGateway.bearer(token)).status()).isEqualTo(308);
    }
}
