package io.xynergy.cli.issuer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuerIT {

    private static final TokenRequest ANN =
            new TokenRequest(
                    "ann",
                    Optional.of("acme"),
                    List.of("admin", "auditor"),
                    List.of("crm.read", "crm.write"),
                    Duration.ofMinutes(15));

    private final HttpClient http = HttpClient.newHttpClient();
    @TempDir private Path directory;
    private Issuer issuer;

    @BeforeEach
    void start() throws IOException {
        issuer = Issuer.start(directory, freePort(), InstantSource.system());
    }

    @AfterEach
    void stop() {
        http.close();
        issuer.close();
    }

    @Test
    void aTokenIsValidByTheKeysThatTheDiscoveryDocumentLeadsTo() throws Exception {
        Instant before = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS);
        JWTClaimsSet claims = verified(client().token(ANN));
        assertThat(claims.getIssuer()).isEqualTo(issuer.uri().toString());
        assertThat(claims.getAudience()).containsExactly(Issuer.AUDIENCE);
        assertThat(claims.getSubject()).isEqualTo("ann");
        assertThat(claims.getStringClaim(Issuer.TENANT_CLAIM)).isEqualTo("acme");
        assertThat(claims.getStringListClaim(Issuer.ROLES_CLAIM))
                .containsExactly("admin", "auditor");
        assertThat(claims.getStringClaim(Issuer.SCOPES_CLAIM)).isEqualTo("crm.read crm.write");
        assertThat(claims.getIssueTime().toInstant()).isAfterOrEqualTo(before);
        assertThat(
                        Duration.between(
                                claims.getIssueTime().toInstant(),
                                claims.getExpirationTime().toInstant()))
                .isEqualTo(ANN.lifetime());
    }

    @Test
    void everyTokenHasItsOwnId() throws Exception {
        assertThat(verified(client().token(ANN)).getJWTID())
                .isNotEqualTo(verified(client().token(ANN)).getJWTID());
    }

    @Test
    void theDiscoveryDocumentNamesItsIssuerExactly() throws Exception {
        Map<String, Object> document = JSONObjectUtils.parse(get(Issuer.DISCOVERY).body());
        assertThat(document)
                .containsEntry("issuer", issuer.uri().toString())
                .containsEntry("jwks_uri", issuer.keys().toString())
                .containsEntry("token_endpoint", issuer.uri() + "/token")
                .containsEntry("id_token_signing_alg_values_supported", List.of("ES256"));
    }

    @Test
    void onlyThePublicHalfOfTheKeyIsServed() throws Exception {
        JWKSet keys = JWKSet.parse(get(Issuer.KEYS).body());
        assertThat(keys.getKeys()).singleElement().matches(key -> !key.isPrivate());
    }

    @Test
    void theKeyIsReadByItsOwnerAloneAndLasts() throws Exception {
        Path key = directory.resolve("signing-key.jwk");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        String first = get(Issuer.KEYS).body();
        issuer.close();
        issuer = Issuer.start(directory, freePort(), InstantSource.system());
        assertThat(get(Issuer.KEYS).body()).isEqualTo(first);
    }

    @Test
    void deletingTheKeyRotatesItWhileTheIssuerRuns() throws Exception {
        String before = client().token(ANN);
        verified(before);
        Files.delete(directory.resolve("signing-key.jwk"));
        verified(client().token(ANN));
        assertThatThrownBy(() -> verified(before)).isInstanceOf(BadJOSEException.class);
    }

    @Test
    void aFileThatIsNoKeyIsNamedAndItsTextIsNot() throws Exception {
        Files.writeString(directory.resolve("signing-key.jwk"), "{\"kty\":\"secret stuff\"}");
        assertThatThrownBy(() -> Issuer.start(directory, freePort(), InstantSource.system()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("signing-key.jwk", "delete it")
                .hasMessageNotContaining("stuff");
        assertThatThrownBy(() -> client().token(ANN))
                .isInstanceOf(IssuerException.class)
                .hasMessageContaining("the log says why");
    }

    @Test
    void aRefusalHasTheFormOfRfc6749() throws Exception {
        HttpResponse<String> refused =
                post("application/x-www-form-urlencoded", "grant_type=authorization_code&user=a");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(refused.body())
                .isEqualTo(
                        "{\"error\":\"unsupported_grant_type\",\"error_description\":\"the only grant_type is client_credentials\"}");
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() throws Exception {
        HttpResponse<String> refused = post("application/json", "{}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("invalid_request", "x-www-form-urlencoded");
        assertThat(post("application/x-www-form-urlencoded", "").statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyThatIsTooLongIsRefused() throws Exception {
        HttpResponse<String> refused =
                post("application/x-www-form-urlencoded", "user=" + "u".repeat(70_000));
        assertThat(refused.statusCode()).isEqualTo(413);
    }

    @Test
    void otherPathsAreToldWhichThereAre() throws Exception {
        HttpResponse<String> response = get("/authorize");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("\"not_found\"", Issuer.DISCOVERY, Issuer.KEYS);
    }

    /** As a browser asks for a page that was given this machine's address by its name server. */
    @Test
    void aForeignHostIsRefused() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), issuer.uri().getPort())) {
            String request =
                    "GET /jwks HTTP/1.1\r\nHost: evil.example:%d\r\nConnection: close\r\n\r\n"
                            .formatted(issuer.uri().getPort());
            socket.getOutputStream().write(request.getBytes(UTF_8));
            String response = new String(socket.getInputStream().readAllBytes(), UTF_8);
            assertThat(response).startsWith("HTTP/1.1 403 ").contains("\"code\":\"forbidden\"");
        }
    }

    @Test
    void whereNobodyAnswersTheClientSaysWhatToStart() {
        issuer.close();
        assertThatThrownBy(() -> client().token(ANN))
                .isInstanceOf(IssuerException.class)
                .hasMessageContainingAll(issuer.uri().toString(), "xynergy up");
    }

    @Test
    void theClientRepeatsWhyItIsRefused() {
        var request = new TokenRequest("", Optional.empty(), List.of(), List.of(), ANN.lifetime());
        assertThatThrownBy(() -> client().token(request))
                .isInstanceOf(IssuerException.class)
                .hasMessage("the issuer gives no token: user is missing");
    }

    private IssuerClient client() {
        return new IssuerClient(issuer.uri());
    }

    private JWTClaimsSet verified(String token) throws Exception {
        String document = get(Issuer.DISCOVERY).body();
        var keysAt = URI.create((String) JSONObjectUtils.parse(document).get("jwks_uri"));
        JWKSet keys = JWKSet.parse(get(keysAt.getPath()).body());
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, new ImmutableJWKSet<>(keys)));
        return processor.process(token, null);
    }

    private HttpResponse<String> get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(issuer.uri().resolve(path)).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String type, String body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(issuer.uri().resolve(Issuer.TOKEN))
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
