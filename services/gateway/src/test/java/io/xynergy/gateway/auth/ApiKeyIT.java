package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers who prove by an API key who they are. */
@OnBothCarriers
final class ApiKeyIT {

    private static final String KEY =
            "k_12345678_abababababababababababababababababababababababababababababababab";
    private static final String STRANGE =
            "k_12345678_cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd";
    private static final String X_API_KEY = "X-Api-Key: " + KEY + "\r\n";
    private static final String BEARER = "Authorization: Bearer " + KEY + "\r\n";

    private static final String SPEC =
            """
            auth:
              issuers:
                - {name: people, firebase: {project: shop-1234}}
              apiKeys:
                - {name: partner, tenant: acme, scopes: [crm.read]}
            """;

    private static final String ROUTES =
            """
            - {name: both, match: [{path: {prefix: /both}}], to: [{service: up0}]}
            - name: keys
              match: [{path: {prefix: /keys}}]
              to: [{service: up0}]
              auth: {issuers: [], apiKeys: true, scopes: [crm.read]}
            - name: people
              match: [{path: {prefix: /people}}]
              to: [{service: up0}]
              auth: {issuers: [people]}
            - name: optional
              match: [{path: {prefix: /optional}}]
              to: [{service: up0}]
              auth: {mode: Optional}
            - name: staff
              match: [{path: {prefix: /staff}}]
              to: [{service: up0}]
              auth: {roles: [admin]}
            - name: writers
              match: [{path: {prefix: /writers}}]
              to: [{service: up0}]
              auth: {scopes: [crm.write]}
            - name: public
              match: [{path: {prefix: /public}}]
              to: [{service: up0}]
              auth: {mode: None}
            """;

    private final AtomicReference<List<KeyHash>> valid =
            new AtomicReference<>(
                    List.of(new KeyHash("k_12345678", Policies.digest(Ascii.bytes(KEY)))));
    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    ApiKeyIT(Lanes.Choice carrier) throws IOException {
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .spec(SPEC)
                        .routes(ROUTES)
                        .accessLog()
                        .options(options -> options.apiKeys(_ -> valid.get()))
                        .start();
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
    }

    private Response get(String path, String fields) throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").read();
        }
    }

    private void expectRefusal(Response response, int status, String code, String why) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.error("code")).isEqualTo(code);
        assertThat(response.value("WWW-Authenticate")).startsWith("Bearer").contains(why);
        assertThat(upstream.accepted()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {X_API_KEY, BEARER})
    void callerIsTheKeysNameAndTheKeyEndsHere(String fields) throws Exception {
        assertThat(get("/both", fields).status()).isEqualTo(200);

        ReceivedRequest request = upstream.take();
        assertThat(request.value("X-Xynergy-User")).isEqualTo("partner");
        assertThat(request.value("X-Xynergy-Tenant")).isEqualTo("acme");
        assertThat(request.value("X-Xynergy-Scopes")).isEqualTo("crm.read");
        assertThat(request.value("X-Xynergy-Issuer")).isEqualTo("ApiKeys");
        assertThat(request.head()).doesNotContain(KEY);
        assertThat(gateway.awaitLogLine("/both"))
                .contains("\"user\":\"partner\",\"tenant\":\"acme\"")
                .doesNotContain(KEY);
    }

    @Test
    void routeForKeysAloneTakesThem() throws IOException {
        assertThat(get("/keys", X_API_KEY).status()).isEqualTo(200);
        expectNone(get("/keys", ""), "Bearer");
    }

    private static void expectNone(Response response, String challenge) {
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.error("code")).isEqualTo("unauthenticated");
        assertThat(response.value("WWW-Authenticate")).isEqualTo(challenge);
    }

    @Test
    void unknownValueIsRefusedAlsoWhereNobodyHasToBeKnown() throws IOException {
        for (String path : new String[] {"/both", "/keys", "/optional"}) {
            expectRefusal(
                    get(path, "X-Api-Key: " + STRANGE + "\r\n"),
                    401,
                    "invalid_api_key",
                    "unknown, or was revoked");
        }
        gateway.awaitMetric("xynergy_gateway_api_keys_refused_total", 3);
    }

    @Test
    void textThatIsNoKeyIsRefusedWhereKeysAreTaken() throws IOException {
        expectRefusal(
                get("/both", "X-Api-Key: secret\r\n"), 401, "invalid_api_key", "not the form");
        expectRefusal(get("/both", "X-Api-Key:\r\n"), 401, "invalid_api_key", "not the form");
    }

    @Test
    void routeWithoutKeysRefusesThemAndLeavesAServiceItsOwn() throws Exception {
        expectRefusal(get("/people", X_API_KEY), 401, "invalid_api_key", "takes no API keys");
        expectRefusal(get("/people", BEARER), 401, "invalid_api_key", "takes no API keys");
        expectNone(get("/people", "X-Api-Key: the-services-own\r\n"), "Bearer");
    }

    @Test
    void twoCredentialsAreRefused() throws IOException {
        String token = "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.\r\n";

        expectRefusal(get("/both", X_API_KEY + token), 400, "invalid_request", "two credentials");
        expectRefusal(get("/both", X_API_KEY + BEARER), 400, "invalid_request", "two credentials");
        Response twoKeys = get("/both", X_API_KEY + X_API_KEY);
        expectRefusal(twoKeys, 400, "invalid_request", "more than one X-Api-Key header");
        assertThat(twoKeys.error("message"))
                .isEqualTo("The credentials of the request are not valid.");
        expectRefusal(get("/both", BEARER + BEARER), 400, "invalid_request", "more than one");
    }

    @Test
    void anotherSchemeBesideAKeyProvesNothingAndIsNoCredential() throws IOException {
        assertThat(get("/both", X_API_KEY + "Authorization: Basic YTpi\r\n").status())
                .isEqualTo(200);
    }

    @Test
    void keyInTheQueryIsNotRead() throws IOException {
        expectNone(get("/both?api_key=" + KEY + "&X-Api-Key=" + KEY, ""), "Bearer");
    }

    @Test
    void keyHasNoRolesAndItsOwnScopes() throws IOException {
        assertThat(get("/staff", X_API_KEY).status()).isEqualTo(403);
        assertThat(get("/writers", X_API_KEY).status()).isEqualTo(403);
        assertThat(get("/keys", X_API_KEY).status()).isEqualTo(200);
    }

    @Test
    void publicRouteNeverPassesAKeyOnAndLeavesOtherCredentials() throws Exception {
        assertThat(get("/public", X_API_KEY + BEARER).status()).isEqualTo(200);
        ReceivedRequest request = upstream.take();
        assertThat(request.head()).doesNotContain("k_12345678").doesNotContain("X-Xynergy-User");

        assertThat(
                        get(
                                        "/public",
                                        "X-Api-Key: own\r\nAuthorization: Bearer of.another.kind\r\n")
                                .status())
                .isEqualTo(200);
        request = upstream.take();
        assertThat(request.value("X-Api-Key")).isEqualTo("own");
        assertThat(request.value("Authorization")).isEqualTo("Bearer of.another.kind");
    }

    /** However it is wrapped, it is a secret of the gateway's caller. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer  KEY",
                "Authorization: Bearer \tKEY",
                "Authorization: KEY",
                "Authorization: Token KEY",
                "Authorization: Bearer KEY KEY",
                "X-Api-Key: KEY, KEY",
                "X-Api-Key: \"KEY\"",
                "X-Api-Key: Bearer KEY",
                "X-Api-Key: \u00ffKEY\u00a0",
                "X-Api-Key: own\r\nX-Api-Key: KEY"
            })
    void keyInAnyWrappingReachesNoService(String fields) throws Exception {
        String lines = fields.replace("KEY", KEY) + "\r\n";

        assertThat(get("/public", lines).status()).isEqualTo(200);
        assertThat(upstream.take().head()).doesNotContain(KEY);
        Response refused = get("/people", lines);
        assertThat(refused.status()).isBetween(400, 401);
        assertThat(upstream.untaken()).isEmpty();
    }

    @Test
    void revokedKeyIsRefusedFromTheConfigurationThatSaysSo() throws IOException {
        try (RawClient client = gateway.connect()) {
            String request = "GET /both HTTP/1.1\r\nHost: a\r\n" + X_API_KEY + "\r\n";
            assertThat(client.send(request).read().status()).isEqualTo(200);
            valid.set(List.of());
            gateway.reread();

            Await.until(
                    "the key is revoked",
                    () -> {
                        try {
                            return client.send(request).read().status() == 401;
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    });
        }
    }

    @Test
    void lastUseIsShownByDayAndId() throws IOException {
        assertThat(gateway.admin("/keys").text())
                .isEqualTo("{\"keys\":[{\"name\":\"partner\",\"id\":\"k_12345678\"}]}");
        get("/both", X_API_KEY);

        assertThat(gateway.admin("/keys").text())
                .containsPattern("\"id\":\"k_12345678\",\"lastUsed\":\"20[0-9-]{8}\"")
                .doesNotContain(KEY.substring(11));
    }
}
