package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.TestKey;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bearer tokens on the wire (RFC 6750). */
@OnBothCarriers
final class BearerTokenIT {

    private final AuthGateway gateway;

    BearerTokenIT(Lanes.Choice carrier) throws IOException {
        gateway = new AuthGateway(carrier);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
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

    private void expectInvalid(Map<String, Object> claims, String description) throws IOException {
        expectInvalid(gateway.ask(gateway.issuer.sign(claims)), description);
    }

    private Map<String, Object> with(String claim, Object value) {
        Map<String, Object> claims = gateway.issuer.claims("ann");
        claims.put(claim, value);
        return claims;
    }

    @Test
    void theServiceLearnsWhoCalls() throws Exception {
        Map<String, Object> claims = gateway.issuer.claims("ann");
        claims.put("tenant", "acme");
        claims.put("roles", List.of("admin", "sales"));
        claims.put("scope", "crm:read crm:write");

        Response response = gateway.ask(gateway.issuer.sign(claims));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        ReceivedRequest request = gateway.upstream.take();
        assertThat(request.value("X-Xynergy-User")).isEqualTo("ann");
        assertThat(request.value("X-Xynergy-Tenant")).isEqualTo("acme");
        assertThat(request.value("X-Xynergy-Roles")).isEqualTo("admin,sales");
        assertThat(request.value("X-Xynergy-Scopes")).isEqualTo("crm:read crm:write");
        assertThat(request.value("X-Xynergy-Issuer")).isEqualTo("corp");
        assertThat(request.values("Authorization")).isEmpty();
    }

    @Test
    void cookiesAndOtherFieldsStayAsTheyAre() throws Exception {
        String token = gateway.issuer.token("ann", "acme");
        gateway.get(
                "/", "Cookie: session=1\r\n" + AuthGateway.bearer(token) + "X-Odd:  \t kept \r\n");

        ReceivedRequest request = gateway.upstream.take();
        assertThat(request.value("Cookie")).isEqualTo("session=1");
        assertThat(request.head()).contains("X-Odd:  \t kept \r\n");
    }

    @Test
    void withoutATokenTheResponseSaysHowToProveAnIdentity() throws IOException {
        for (String fields :
                List.of(
                        "",
                        "Authorization:\r\n",
                        "Authorization: Basic YW5uOnNlY3JldA==\r\n",
                        "Authorization: Bearerx y\r\n",
                        "Authorization: Token abc\r\n",
                        "Connection: authorization\r\nAuthorization: Bearer x\r\n")) {
            Response response = gateway.get("/", fields);

            assertThat(response.status()).as(fields).isEqualTo(401);
            assertThat(response.error("code")).isEqualTo("unauthenticated");
            assertThat(response.value("WWW-Authenticate")).isEqualTo("Bearer");
        }
        assertThat(gateway.upstream.untaken()).isEmpty();
    }

    @Test
    void aRequestThatIsRefusedKeepsItsConnection() throws IOException {
        String token = gateway.issuer.token("ann", "acme");
        try (RawClient client = gateway.fixture.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(401);
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + AuthGateway.bearer("x") + "\r\n");
            assertThat(client.read().status()).isEqualTo(401);
            client.send("GET / HTTP/1.1\r\nHost: a\r\n" + AuthGateway.bearer(token) + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void moreThanOneAuthorizationIsNoValidRequest() throws IOException {
        String good = AuthGateway.bearer(gateway.issuer.token("ann", "acme"));
        for (String fields :
                List.of(
                        good + good,
                        good + "authorization: Basic eA==\r\n",
                        "Authorization:\r\n" + good)) {
            Response response = gateway.get("/", fields);

            assertThat(response.status()).as(fields).isEqualTo(400);
            assertThat(response.error("code")).isEqualTo("invalid_request");
            assertThat(response.value("WWW-Authenticate"))
                    .startsWith("Bearer error=\"invalid_request\"");
        }
        assertThat(gateway.upstream.untaken()).isEmpty();
    }

    @Test
    void bearerWithoutATokenIsNoValidRequest() throws IOException {
        Response response = gateway.get("/", "Authorization: Bearer\r\n");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.error("code")).isEqualTo("invalid_request");
    }

    @Test
    void theSchemeHasNoCaseAndOneSpaceOrMore() throws IOException {
        String token = gateway.issuer.token("ann", "acme");
        for (String scheme : List.of("Bearer ", "bearer ", "BEARER ", "BeArEr   ")) {
            assertThat(gateway.get("/", "Authorization: " + scheme + token + "\r\n").status())
                    .as(scheme)
                    .isEqualTo(200);
        }
    }

    @Test
    void whatIsNoTokenIsMalformed() throws IOException {
        String token = gateway.issuer.token("ann", "acme");
        for (String bad :
                List.of(
                        "x",
                        "a.b.c",
                        token + " ,",
                        token + " " + token,
                        token + ".x",
                        token + "=",
                        "\t" + token,
                        "\"" + token + "\"",
                        token.replace('.', ':'),
                        "\u00e9.\u00e9.\u00e9")) {
            expectInvalid(gateway.ask(bad), "the token is malformed");
        }
    }

    @Test
    void aTokenHasABound() throws IOException {
        expectInvalid(gateway.ask("x".repeat(14 * 1024 + 1)), "the token is too long");
        expectInvalid(gateway.ask("x".repeat(14 * 1024)), "the token is malformed");
    }

    @Test
    void aTokenIsForATime() throws IOException {
        long now = InstantSource.system().instant().getEpochSecond();

        expectInvalid(with("exp", now - 61), "the token has expired");
        expectInvalid(with("nbf", now + 120), "the token is not valid yet");
        expectInvalid(with("iat", now + 120), "the token is not valid yet");
    }

    @Test
    void aTokenIsForAnAudienceAndByAnIssuer() throws IOException {
        expectInvalid(with("aud", "elsewhere"), "the token is for another audience");
        expectInvalid(with("iss", "https://evil.example"), "the token's issuer is not accepted");
        String several = gateway.issuer.sign(with("aud", List.of("account", "xynergy")));
        assertThat(gateway.ask(several).status()).isEqualTo(200);
    }

    @Test
    void aTokenNamesItsBearer() throws IOException {
        expectInvalid(with("sub", ""), "the token has no valid subject");
        expectInvalid(with("sub", "x".repeat(129)), "the token has no valid subject");
        expectInvalid(with("sub", "a\r\nX-Evil: 1"), "the token has no valid subject");
        expectInvalid(with("tenant", "a\u0000b"), "a claim in the token is not valid");
        expectInvalid(with("roles", Map.of()), "a claim in the token is not valid");
    }

    @Test
    void rolesThatHaveNoRoomInTheHeaderAreLeftOutAndThatIsSaid() throws Exception {
        List<String> roles = IntStream.range(0, 40).mapToObj(i -> "\u00e9".repeat(50) + i).toList();

        assertThat(gateway.ask(gateway.issuer.sign(with("roles", roles))).status()).isEqualTo(200);
        ReceivedRequest request = gateway.upstream.take();
        assertThat(request.value("X-Xynergy-Incomplete")).isEqualTo("roles");
        assertThat(request.value("X-Xynergy-Roles"))
                .startsWith("%C3%A9%C3%A9")
                .endsWith("%C3%A918") // whole names: 19 of 301 or 302 characters and their commas
                .hasSize(19 * 301 + 9 + 18);
    }

    @Test
    void duplicateMembersOfNestedClaimsAreRefused() throws IOException {
        String claims =
                "{\"iss\":\"%s\",\"aud\":\"xynergy\",\"sub\":\"ann\",\"exp\":4000000000,"
                                .formatted(gateway.issuer.name())
                        + "\"org\":{\"id\":\"acme\",\"id\":\"globex\"}}";

        expectInvalid(gateway.ask(gateway.issuer.key().sign(claims)), "the token is malformed");
    }

    @Test
    void aHostileHeaderIsAnsweredAsAnyOther() throws IOException {
        String claims =
                "{\"iss\":\"%s\",\"aud\":\"xynergy\",\"sub\":\"ann\",\"exp\":4000000000}"
                        .formatted(gateway.issuer.name());
        String header = "{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"RSA\",\"oth\":[{\"r\":\"x\"}]}}";
        TestKey other = TestKey.rsa(gateway.issuer.key().id());

        expectInvalid(gateway.ask(other.sign(header, claims)), "the token's signature is wrong");
    }

    @Test
    void aTokenIsSignedByTheIssuersKey() throws IOException {
        String token = gateway.issuer.token("ann", "acme");
        String claims = "{\"iss\":\"" + gateway.issuer.name() + "\"";
        claims += ",\"aud\":\"xynergy\",\"sub\":\"ann\",\"exp\":4000000000}";
        TestKey other = TestKey.rsa(gateway.issuer.key().id());

        expectInvalid(gateway.ask(other.sign(claims)), "the token's signature is wrong");
        expectInvalid(
                gateway.ask(
                        token.substring(0, token.lastIndexOf('.') + 1) + TestKey.base64("short")),
                "the token's signature is wrong");
        expectInvalid(
                gateway.ask(TestKey.rsa("mine").sign(claims)), "the token's key is not known");
        expectInvalid(
                gateway.ask(gateway.issuer.key().sign("{\"alg\":\"RS384\"}", claims)),
                "the token's algorithm is not accepted");
        assertThat(gateway.upstream.untaken()).isEmpty();
    }

    @Test
    void duplicateClaimsAreRefused() throws IOException {
        String claims =
                "{\"iss\":\"%s\",\"aud\":\"xynergy\",\"sub\":\"ann\",\"sub\":\"root\",\"exp\":4000000000}"
                        .formatted(gateway.issuer.name());

        expectInvalid(gateway.ask(gateway.issuer.key().sign(claims)), "the token is malformed");
    }

    @Test
    void aTokenWithoutAKeyIdIsTheIssuersOnlyKeys() throws IOException {
        String claims =
                "{\"iss\":\"%s\",\"aud\":\"xynergy\",\"sub\":\"ann\",\"exp\":4000000000}"
                        .formatted(gateway.issuer.name());
        String token = gateway.issuer.key().sign("{\"alg\":\"RS256\"}", claims);

        assertThat(gateway.ask(token).status()).isEqualTo(200);
    }

    @Test
    void aVerifiedTokenIsRemembered() throws IOException {
        String token = gateway.issuer.token("ann", "acme");
        for (int i = 0; i < 5; i++) {
            assertThat(gateway.ask(token).status()).isEqualTo(200);
        }
        String total = "xynergy_gateway_token_cache_total";

        gateway.fixture.awaitMetric(total + "{result=\"hit\"}", 4);
        gateway.fixture.awaitMetric(total + "{result=\"miss\"}", 1);
        gateway.fixture.awaitMetric("xynergy_gateway_token_cache_entries", 1);
    }

    @Test
    void aTokenThatIsRefusedIsRefusedAgain() throws IOException {
        String token = gateway.issuer.sign(with("aud", "elsewhere"));
        for (int i = 0; i < 3; i++) {
            expectInvalid(gateway.ask(token), "the token is for another audience");
        }

        gateway.fixture.awaitMetric("xynergy_gateway_tokens_refused_total{reason=\"audience\"}", 3);
    }

    @Test
    void theLogNamesTheCallerAndNeverTheToken() throws IOException {
        Map<String, Object> claims = new LinkedHashMap<>(gateway.issuer.claims("an\"n"));
        claims.put("tenant", "acme");
        String token = gateway.issuer.sign(claims);
        gateway.get("/who", AuthGateway.bearer(token));
        gateway.get("/bad", AuthGateway.bearer(token + "x"));

        assertThat(gateway.fixture.awaitLogLine("/who"))
                .contains("\"user\":\"an\\\"n\",\"tenant\":\"acme\"")
                .doesNotContain(token);
        assertThat(gateway.fixture.awaitLogLine("/bad"))
                .contains("\"status\":401")
                .contains("\"failure\":\"invalid_token\"")
                .doesNotContain("\"user\"")
                .doesNotContain("eyJ");
    }

    @Test
    void errorsTellNothingOfTheInside() throws IOException {
        Response response = gateway.ask(gateway.issuer.sign(with("aud", "elsewhere")));

        assertThat(response.head() + response.text())
                .doesNotContain(gateway.issuer.name())
                .doesNotContain("xynergy]")
                .doesNotContain("Exception");
    }
}
