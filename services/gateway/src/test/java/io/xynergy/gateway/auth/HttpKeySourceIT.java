package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.FakeUpstream;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys by HTTP, from issuers that are well and from issuers that are not. */
final class HttpKeySourceIT {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final FakeIssuer issuer = FakeIssuer.start();
    private final FakeUpstream server = FakeUpstream.start();

    HttpKeySourceIT() throws IOException {}

    @AfterEach
    void close() throws IOException {
        try (issuer) {
            server.close();
        }
    }

    private static KeySource.Fetched fetch(String name, @Nullable String keys, Duration longest)
            throws IOException {
        return new HttpKeySource(name, keys, longest, System::nanoTime).fetch();
    }

    private KeySource.Fetched fetchKeys() throws IOException {
        return fetch("https://id.example", server.url() + "/keys", LONG);
    }

    private KeySource.Fetched discover() throws IOException {
        return fetch(server.url(), null, LONG);
    }

    /** Answers the discovery document with this text, in which ISSUER is the server's URL. */
    private void discovery(String document) {
        server.reply(_ -> FakeIssuer.json(document.replace("ISSUER", server.url())));
    }

    @Test
    void keysComeFromTheAddressThatThePolicyNames() throws IOException {
        KeySource.Fetched fetched = fetch("https://id.example", issuer.keys().toString(), LONG);

        assertThat(fetched.keys().find(issuer.key().id(), "RS256")).isNotNull();
        assertThat(fetched.freshFor()).isEqualTo(Freshness.USUAL);
    }

    @Test
    void withoutAnAddressTheDiscoveryDocumentNamesIt() throws IOException {
        KeySource.Fetched fetched = fetch(issuer.name(), null, LONG);

        assertThat(fetched.keys().find(issuer.key().id(), "RS256")).isNotNull();
    }

    @Test
    void theSlashAtAnIssuersEndIsNotDoubled() throws Exception {
        discovery("{\"issuer\":\"ISSUER/\",\"jwks_uri\":\"" + issuer.keys() + "\"}");
        fetch(server.url() + "/", null, LONG);

        assertThat(server.take().requestLine())
                .isEqualTo("GET /.well-known/openid-configuration HTTP/1.1");
    }

    @Test
    void theIssuersPathIsKept() throws Exception {
        discovery("{\"issuer\":\"ISSUER/realms/a\",\"jwks_uri\":\"" + issuer.keys() + "\"}");
        fetch(server.url() + "/realms/a", null, LONG);

        assertThat(server.take().requestLine())
                .startsWith("GET /realms/a/.well-known/openid-configuration ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"issuer\":\"ISSUER/\",\"jwks_uri\":\"ISSUER/keys\"}",
                "{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"ISSUER/keys\"}",
                "{\"issuer\":1,\"jwks_uri\":\"ISSUER/keys\"}",
                "{\"jwks_uri\":\"ISSUER/keys\"}",
                "{}",
            })
    void theDocumentOfAnotherIssuerIsRefused(String document) {
        discovery(document);

        assertThatThrownBy(this::discover)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is of another issuer");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"issuer\":\"ISSUER\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":7}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"http://id.example/keys\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"file:///etc/passwd\"}",
                "{\"issuer\":\"ISSUER\",\"jwks_uri\":\"not a url\"}",
            })
    void aDocumentWithoutASafeAddressIsRefused(String document) {
        discovery(document);

        assertThatThrownBy(this::discover)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("jwks_uri");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[1]", "{\"issuer\":", "\0\1\2"})
    void aDocumentThatIsNoneIsRefused(String document) {
        discovery(document);

        assertThatThrownBy(this::discover).isInstanceOf(IOException.class);
    }

    @Test
    void redirectsAreNotFollowed() {
        server.reply(_ ->
                "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: "
                        + issuer.keys()
                        + "\r\n\r\n");

        assertThatThrownBy(this::fetchKeys).hasMessageContaining("it answers 302");
        assertThat(issuer.keyRequests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 Not Found", "500 Internal Server Error", "204 No Content"})
    void otherStatusesAreFailures(String status) {
        String lines = status.startsWith("204") ? "" : "Content-Length: 0\r\n";
        server.reply(_ -> "HTTP/1.1 " + status + "\r\n" + lines + "\r\n");

        assertThatThrownBy(this::fetchKeys)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("answers " + status.substring(0, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"keys\":[]}", "<html>", "{\"keys\":[{\"kty\":\"oct\"}]}"})
    void aKeySetWithoutKeysIsAFailure(String document) {
        server.reply(_ -> FakeIssuer.json(document));

        assertThatThrownBy(this::fetchKeys).isInstanceOf(IOException.class);
    }

    @Test
    void aHugeAnswerIsBrokenOff() {
        server.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 200 OK\r\n\r\n");
            String block = " ".repeat(64 * 1024);
            for (int i = 0; i < 4096; i++) {
                peer.send(block);
            }
        });

        assertThatThrownBy(this::fetchKeys).isInstanceOf(IOException.class);
        assertThat(server.failures()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"keys\""
            })
    void anAnswerThatDoesNotEndIsGivenUp(String beginning) {
        server.serve(peer -> {
            peer.request();
            peer.send(beginning);
            peer.awaitEnd();
        });

        assertThatThrownBy(() -> fetch("https://id.example", server.url() + "/keys", SHORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not answer in time");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"})
    void aConnectionThatEndsEarlyIsAFailure(String beginning) {
        server.serve(peer -> {
            peer.request();
            peer.send(beginning);
        });

        assertThatThrownBy(this::fetchKeys)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/keys");
    }

    @Test
    void anIssuerThatIsNotThereIsAFailure() throws IOException {
        server.close();

        assertThatThrownBy(this::fetchKeys)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/keys");
    }

    @Test
    void keysAreNotAskedForWithoutProtection() {
        assertThatThrownBy(() -> fetch("http://id.example", null, LONG))
                .hasMessageContaining("is not https");
        assertThatThrownBy(() -> fetch("x", "http://10.0.0.1/keys", LONG))
                .hasMessageContaining("is not https");
    }

    @Test
    void theIssuerSaysHowLongItsKeysMayBeKept() throws IOException {
        server.reply(_ ->
                FakeIssuer.json(issuer.keySet())
                        .replaceFirst(
                                "\r\n",
                                "\r\ncache-control: public\r\nCache-Control: max-age=3600\r\nAge: 600\r\n"));

        assertThat(fetchKeys().freshFor()).isEqualTo(Duration.ofMinutes(50));
    }
}
