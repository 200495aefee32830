package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.TestKey;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an issuer may say, and for whom: its tenants, its clients, its roles. */
@OnBothCarriers
final class IssuerBindingIT {

    private static final String ROUTES =
            """
            - name: staff
              match: [{path: {prefix: /staff}}]
              to: [{service: up0}]
              auth: {roles: [admin]}
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up0}]
            """;

    private final Lanes.Choice carrier;
    private final AuthGateway gateway;

    IssuerBindingIT(Lanes.Choice carrier) throws IOException {
        this.carrier = carrier;
        gateway = new AuthGateway(carrier, ROUTES);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    /** Brings issuers into force, all of them the one that is there. */
    private void issuers(String... issuers) throws IOException {
        bring(ROUTES, issuers);
    }

    private void bring(String routes, String... issuers) throws IOException {
        String spec = "environment: development\nauth: {issuers: [" + String.join(", ", issuers);
        String before = gateway.fixture.gateway().digest();
        gateway.fixture.edit(gateway.yaml(carrier, routes, spec + "]}\n"));
        Await.until(
                "the edit is in force", () -> !gateway.fixture.gateway().digest().equals(before));
    }

    private String oidc(String name, String more) {
        return "{name: %s, oidc: {issuer: \"%s\", %s}}"
                .formatted(name, gateway.issuer.name(), more);
    }

    private Map<String, Object> claims(Map<String, Object> changes) {
        Map<String, Object> claims = gateway.issuer.claims("ann");
        claims.putAll(changes);
        return claims;
    }

    private Response ask(String path, Map<String, Object> changes) throws IOException {
        return gateway.get(path, AuthGateway.bearer(gateway.issuer.sign(claims(changes))));
    }

    private static void expectInvalid(Response response, String description) {
        assertThat(response.status()).as(response.text()).isEqualTo(401);
        assertThat(response.error("code")).isEqualTo("invalid_token");
        assertThat(response.value("WWW-Authenticate"))
                .isEqualTo(
                        "Bearer error=\"invalid_token\", error_description=\""
                                + description
                                + "\"");
    }

    private static final String BOUND =
            "audiences: [xynergy], claims: {tenant: org}, tenants: [acme, \"trial-*\"]";

    @Test
    void anIssuerNamesNoTenantsButItsOwn() throws Exception {
        issuers(oidc("corp", BOUND));

        assertThat(ask("/", Map.of("org", "acme")).status()).isEqualTo(200);
        assertThat(gateway.upstream.take().value("X-Xynergy-Tenant")).isEqualTo("acme");
        assertThat(ask("/", Map.of("org", "trial-1")).status()).isEqualTo(200);
        expectInvalid(ask("/", Map.of("org", "globex")), "the token's tenant is not accepted");
        expectInvalid(ask("/", Map.of("org", "Acme")), "the token's tenant is not accepted");
        expectInvalid(ask("/", Map.of("tenant", "acme")), "the token names no tenant");
        expectInvalid(ask("/", Map.of("org", "")), "the token names no tenant");
        expectInvalid(
                ask("/", Map.of("org", List.of("acme"))), "a claim in the token is not valid");
        gateway.fixture.awaitMetric("xynergy_gateway_tokens_refused_total{reason=\"tenant\"}", 2);
        gateway.fixture.awaitMetric(
                "xynergy_gateway_tokens_refused_total{reason=\"no_tenant\"}", 2);
    }

    @Test
    void aRememberedTokenObeysTheRulesThatCameAfterIt() throws IOException {
        issuers(oidc("corp", "audiences: [xynergy], claims: {tenant: org}"));
        String token = gateway.issuer.sign(claims(Map.of("org", "globex", "azp", "app")));
        for (int i = 0; i < 3; i++) {
            assertThat(gateway.ask(token).status()).isEqualTo(200);
        }

        issuers(oidc("corp", BOUND));
        expectInvalid(gateway.ask(token), "the token's tenant is not accepted");
        issuers(oidc("corp", "audiences: [xynergy], clients: [web]"));
        expectInvalid(gateway.ask(token), "the token was not issued to an accepted client");
        issuers(oidc("corp", "clients: [app]"));
        expectInvalid(gateway.ask(token), "the token is for another audience");
        issuers(oidc("corp", "audiences: [xynergy], clients: [app], claims: {tenant: org}"));
        assertThat(gateway.ask(token).status()).isEqualTo(200);
    }

    @Test
    void aTokenWithoutAnAudienceIsForTheClientsOfThePolicy() throws IOException {
        issuers(oidc("corp", "clients: [web]"));
        Map<String, Object> claims = claims(Map.of("client_id", "web"));
        claims.remove("aud");

        assertThat(gateway.ask(gateway.issuer.sign(claims)).status()).isEqualTo(200);
        claims.put("client_id", "else");
        expectInvalid(
                gateway.ask(gateway.issuer.sign(claims)),
                "the token was not issued to an accepted client");
    }

    private static final String SECOND =
            """
            - name: second
              match: [{path: {prefix: /second}}]
              to: [{service: up0}]
              auth: {issuers: [second]}
            """;

    /** Both take the token; each reads other roles of it. */
    @Test
    void whoseTokenItIsDoesNotDependOnWhereItCameFirst() throws Exception {
        String first = "audiences: [xynergy, other], claims: {roles: weak}";
        bring(
                SECOND + ROUTES,
                oidc("first", first),
                oidc("second", "audiences: [xynergy], claims: {roles: strong}"));
        Map<String, Object> roles = Map.of("weak", "guest", "strong", "admin");
        String token = gateway.issuer.sign(claims(roles));
        String bearer = AuthGateway.bearer(token);

        assertThat(gateway.get("/second", bearer).status()).isEqualTo(200);
        assertThat(gateway.upstream.take().value("X-Xynergy-Roles")).isEqualTo("admin");
        assertThat(gateway.get("/", bearer).status()).isEqualTo(200);
        ReceivedRequest request = gateway.upstream.take();
        assertThat(request.value("X-Xynergy-Issuer")).isEqualTo("first");
        assertThat(request.value("X-Xynergy-Roles")).isEqualTo("guest");
        assertThat(gateway.get("/second", bearer).status()).isEqualTo(200);
        gateway.upstream.take();
        assertThat(gateway.get("/staff", bearer).status()).isEqualTo(403);
    }

    @Test
    void aTokenOfTheSecondIssuerOfANameIsRememberedToo() throws IOException {
        issuers(oidc("first", "audiences: [other]"), oidc("second", "audiences: [xynergy]"));
        String token = gateway.issuer.token("ann", "acme");
        for (int i = 0; i < 4; i++) {
            assertThat(gateway.ask(token).status()).isEqualTo(200);
        }

        gateway.fixture.awaitMetric("xynergy_gateway_token_cache_total{result=\"hit\"}", 3);
    }

    private static final String GROUPS = "audiences: [xynergy], claims: {roles: groups}";

    private static List<String> ids(int count) {
        return IntStream.range(0, count)
                .mapToObj("%08x-0000-4000-8000-000000000000"::formatted)
                .toList();
    }

    @Test
    void twoHundredGroupsPassAndDecide() throws Exception {
        issuers(oidc("corp", GROUPS));
        List<String> groups = new ArrayList<>(ids(199));
        groups.add("admin");

        assertThat(ask("/", Map.of("groups", groups)).status()).isEqualTo(200);
        ReceivedRequest request = gateway.upstream.take();
        assertThat(request.value("X-Xynergy-Incomplete")).isEqualTo("roles");
        assertThat(request.value("X-Xynergy-Roles")).startsWith(groups.getFirst() + ",");
        assertThat(ask("/staff", Map.of("groups", groups)).status()).isEqualTo(200);
        gateway.upstream.take();
        assertThat(ask("/staff", Map.of("groups", ids(200))).error("message"))
                .endsWith("The caller has none of the route's roles.");
    }

    @Test
    void whatATokenDoesNotCarryIsNotGranted() throws Exception {
        issuers(oidc("corp", GROUPS));
        Map<String, Object> overage =
                Map.of(
                        "_claim_names",
                        Map.of("groups", "src1"),
                        "_claim_sources",
                        Map.of(
                                "src1",
                                Map.of("endpoint", "https://graph.example/getMemberObjects")));

        assertThat(ask("/", overage).status()).isEqualTo(200);
        ReceivedRequest request = gateway.upstream.take();
        assertThat(request.values("X-Xynergy-Roles")).isEmpty();
        assertThat(request.value("X-Xynergy-Incomplete")).isEqualTo("roles");
        Response refused = ask("/staff", overage);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.error("message"))
                .endsWith(
                        "The token lists only some of the roles of the caller, none of which the route"
                                + " accepts.");
        assertThat(gateway.upstream.untaken()).isEmpty();
    }

    @Test
    void aClientCannotSayThatSomethingIsIncomplete() throws Exception {
        String token = gateway.issuer.token("ann", "acme");
        gateway.get("/", AuthGateway.bearer(token) + "X-Xynergy-Incomplete: roles\r\n");

        assertThat(gateway.upstream.take().values("X-Xynergy-Incomplete")).isEmpty();
    }

    @Test
    void keysWithoutANameAreTriedAndFetchedAgainWhenNoneFits() throws IOException {
        TestKey old = TestKey.rsa("");
        TestKey next = TestKey.rsa("");
        gateway.issuer.serve(old);
        String claims = JSONObjectUtils.toJSONString(claims(Map.of()));
        String named = "{\"alg\":\"RS256\",\"kid\":\"any\"}";

        assertThat(gateway.ask(old.sign(named, claims)).status()).isEqualTo(200);
        assertThat(gateway.ask(old.sign("{\"alg\":\"RS256\"}", claims)).status()).isEqualTo(200);
        gateway.issuer.serve(old, next);
        assertThat(gateway.ask(next.sign(named, claims)).status()).isEqualTo(200);
        assertThat(gateway.ask(old.sign("{\"alg\":\"RS256\",\"kid\":\"\"}", claims)).status())
                .isEqualTo(200);
        expectInvalid(
                gateway.ask(TestKey.rsa("").sign(named, claims)), "the token's signature is wrong");
        assertThat(gateway.issuer.keyRequests()).isEqualTo(2);
    }
}
