package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.Keycloak;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.TestCertificates;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Tokens of a Keycloak, fetched from it by HTTP and by HTTPS; {@code make live} brings it and runs
 * this.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeycloakLive {

    /** Four clients that differ in what their tokens are for, and in the tenant. */
    private static final String REALM =
            """
            {"realm":"acme","enabled":true,"roles":{"realm":[{"name":"admin"}]},
             "users":[{"username":"ann","enabled":true,"emailVerified":true,"email":"a@acme.example",
               "firstName":"Ann","lastName":"A","realmRoles":["admin"],
               "credentials":[{"type":"password","value":"pw","temporary":false}]}],
             "clients":[%s,%s,%s,%s]}
            """
                    .formatted(
                            client("web", "xynergy", "acme"),
                            client("elsewhere", "others", "acme"),
                            client("unknown", "xynergy", "acme"),
                            client("globex", "xynergy", "globex"));

    private static final String ROUTES =
            """
            - {name: staff, match: [{path: {prefix: /staff}}], to: [{service: up0}], auth: {roles: [admin]}}
            - {name: all, match: [{path: {prefix: /}}], to: [{service: up0}]}
            """;

    private final SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
    private final Keycloak keycloak;
    private final FakeUpstream upstream = FakeUpstream.start();
    private final GatewayFixture gateway;

    KeycloakLive() throws IOException, InterruptedException {
        TestCertificates certificates = TestCertificates.make();
        HttpsURLConnection.setDefaultSSLSocketFactory(certificates.client().getSocketFactory());
        String home = System.getProperty("keycloak.home");
        keycloak = Keycloak.start(Path.of(Objects.requireNonNull(home)), REALM, certificates);
        try {
            gateway = gateway();
        } catch (IOException | RuntimeException | Error e) {
            keycloak.close(); // nobody else will
            throw e;
        }
    }

    /** A policy for production, as a laptop may have it. */
    private GatewayFixture gateway() throws IOException {
        String plain = issuer("plain", keycloak.issuer());
        String secured = issuer("secured", keycloak.securedIssuer());
        return GatewayFixture.on(Lanes.Choice.THREAD)
                .upstream(upstream)
                .spec(
                        "environment: production\nauth: {issuers: ["
                                + plain
                                + ", "
                                + secured
                                + "]}\n")
                .routes(ROUTES)
                .start();
    }

    private static String client(String id, String audience, String tenant) {
        return """
        {"clientId":"%s","enabled":true,"publicClient":true,"directAccessGrantsEnabled":true,
         "protocolMappers":[
          {"name":"audience","protocol":"openid-connect","protocolMapper":"oidc-audience-mapper",
           "config":{"included.custom.audience":"%s","access.token.claim":"true"}},
          {"name":"second","protocol":"openid-connect","protocolMapper":"oidc-audience-mapper",
           "config":{"included.custom.audience":"account","access.token.claim":"true"}},
          {"name":"tenant","protocol":"openid-connect",
           "protocolMapper":"oidc-hardcoded-claim-mapper",
           "config":{"claim.name":"tenant","claim.value":"%s","jsonType.label":"String",
            "access.token.claim":"true","id.token.claim":"true"}}]}
        """
                .formatted(id, audience, tenant);
    }

    private static String issuer(String name, String url) {
        return ("{name: %s, oidc: {issuer: \"%s\", audiences: [xynergy], tenants: [acme],"
                        + " clients: [web, elsewhere, globex],"
                        + " claims: {tenant: tenant, roles: realm_access.roles}}}")
                .formatted(name, url);
    }

    @BeforeAll
    void isThere() throws IOException {
        assertThat(Keycloak.tokens(keycloak.issuer(), "web")).containsKey("access_token");
    }

    @AfterAll
    void close() throws IOException {
        try (keycloak) {
            gateway.close();
        } finally {
            HttpsURLConnection.setDefaultSSLSocketFactory(before);
        }
    }

    private Response ask(String issuer, String client, String kind) throws IOException {
        Object token = Keycloak.tokens(issuer, client).get(kind);
        try (RawClient connection = gateway.connect()) {
            return connection
                    .send(
                            "GET /staff HTTP/1.1\r\nHost: a.example\r\n"
                                    + AuthGateway.bearer(String.valueOf(token))
                                    + "\r\n")
                    .read();
        }
    }

    private void expectAnn(String issuer, String name) throws Exception {
        Response response = ask(issuer, "web", "access_token");

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        ReceivedRequest request = upstream.take();
        assertThat(request.value("X-Xynergy-User")).matches("[0-9a-f-]{36}");
        assertThat(request.value("X-Xynergy-Tenant")).isEqualTo("acme");
        assertThat(request.value("X-Xynergy-Roles")).contains("admin");
        assertThat(request.value("X-Xynergy-Scopes")).contains("openid");
        assertThat(request.value("X-Xynergy-Issuer")).isEqualTo(name);
        assertThat(request.values("X-Xynergy-Incomplete")).isEmpty();
    }

    private void expectInvalid(String client, String kind, String message) throws IOException {
        for (String issuer : new String[] {keycloak.issuer(), keycloak.securedIssuer()}) {
            Response response = ask(issuer, client, kind);

            assertThat(response.status()).as(response.text()).isEqualTo(401);
            assertThat(response.value("WWW-Authenticate")).contains(message);
        }
    }

    @Test
    void itsTokensPassByHttpOnALoopbackAddress() throws Exception {
        expectAnn(keycloak.issuer(), "plain");
    }

    @Test
    void itsTokensPassByHttps() throws Exception {
        expectAnn(keycloak.securedIssuer(), "secured");
    }

    @Test
    void tokensForOthersDoNotPass() throws IOException {
        expectInvalid("elsewhere", "access_token", "the token is for another audience");
        expectInvalid("unknown", "access_token", "the token was not issued to an accepted client");
        expectInvalid("globex", "access_token", "the token's tenant is not accepted");
    }

    @Test
    void whatIsNoAccessTokenDoesNotPass() throws IOException {
        expectInvalid("web", "id_token", "the token is for another audience");
        expectInvalid("web", "refresh_token", "the token's algorithm is not accepted");
    }
}
