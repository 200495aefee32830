package io.xynergy.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.FakeIssuer;
import io.xynergy.gateway.testing.FakeUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
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
    void aPathWithASlashAtItsEndLosesThatAlone() throws Exception {
        discovery("{\"issuer\":\"ISSUER/a//\",\"jwks_uri\":\"" + issuer.keys() + "\"}");
        fetch(server.url() + "/a//", null, LONG);

        assertThat(server.take().requestLine())
                .startsWith("GET /a//.well-known/openid-configuration ");
    }

    @Test
    void theQueryOfAKeysAddressIsSent() throws Exception {
        server.reply(_ -> FakeIssuer.json(issuer.keySet()));
        fetch("https://id.example", server.url() + "/keys?appid=1%2F2&b", LONG);

        assertThat(server.take().requestLine()).isEqualTo("GET /keys?appid=1%2F2&b HTTP/1.1");
    }

    @Test
    void whatStandsInAQueryIsNotToldToTheLog() {
        server.reply(_ -> FakeIssuer.json("{}"));
        for (String keys :
                List.of(server.url() + "/keys?code=hidden", "http://10.0.0.1/?c=hidden")) {
            assertThatThrownBy(() -> fetch("https://id.example", keys, LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageNotContaining("hidden");
        }
    }

    /** Answers with these bytes as they are. */
    private void encoded(String coding, byte[] body) {
        server.serve(peer -> {
            peer.request();
            peer.send(
                    "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
                            .formatted(coding, body.length));
            peer.send(body);
        });
    }

    private static byte[] gzip(byte[] plain) {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZIP", "x-gzip", " gzip "})
    void aCompressedKeySetIsRead(String coding) throws IOException {
        encoded(coding, gzip(issuer.keySet().getBytes(UTF_8)));

        assertThat(fetchKeys().keys().find(issuer.key().id(), "RS256")).isNotNull();
    }

    @Test
    void aCompressedDiscoveryDocumentIsRead() {
        String document =
                "{\"issuer\":\"https://evil.example\",\"jwks_uri\":\"" + issuer.keys() + "\"}";
        encoded("gzip", gzip(document.getBytes(UTF_8)));

        assertThatThrownBy(this::discover).hasMessageContaining("is of another issuer");
    }

    @Test
    void whatInflatesTooFarIsBrokenOff() {
        encoded("gzip", gzip(new byte[50 << 20]));

        assertThatThrownBy(this::fetchKeys).hasMessageContaining("inflates to more than 262144");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip", "gzip,identity"})
    void anotherEncodingIsRefusedByName(String coding) {
        encoded(coding, new byte[10]);

        assertThatThrownBy(this::fetchKeys)
                .hasMessageContaining("Content-Encoding " + coding + ", only gzip is read");
    }

    @Test
    void brokenCompressionIsAFailure() {
        byte[] whole = gzip(issuer.keySet().getBytes(UTF_8));
        encoded("gzip", Arrays.copyOf(whole, whole.length - 9));

        assertThatThrownBy(this::fetchKeys)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/keys");
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

        assertThatThrownBy(this::fetchKeys).hasMessageContaining("it returns 302");
        assertThat(issuer.keyRequests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"404 Not Found", "500 Internal Server Error", "204 No Content"})
    void otherStatusesAreFailures(String status) {
        String lines = status.startsWith("204") ? "" : "Content-Length: 0\r\n";
        server.reply(_ -> "HTTP/1.1 " + status + "\r\n" + lines + "\r\n");

        assertThatThrownBy(this::fetchKeys)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("returns " + status.substring(0, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"keys\":[]}", "<html>", "{\"keys\":[{\"kty\":\"oct\"}]}"})
    void aKeySetWithoutKeysIsAFailure(String document) {
        server.reply(_ -> FakeIssuer.json(document));

        assertThatThrownBy(this::fetchKeys).isInstanceOf(IOException.class);
    }

    @Test
    void aHugeResponseIsBrokenOff() {
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
    void anResponseThatDoesNotEndIsGivenUp(String beginning) {
        server.serve(peer -> {
            peer.request();
            peer.send(beginning);
            peer.awaitEnd();
        });

        assertThatThrownBy(() -> fetch("https://id.example", server.url() + "/keys", SHORT))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not respond in time");
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
