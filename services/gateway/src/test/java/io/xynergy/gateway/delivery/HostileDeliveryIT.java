package io.xynergy.gateway.delivery;

import static io.xynergy.gateway.delivery.Documents.gzip;
import static io.xynergy.gateway.delivery.Documents.text;
import static io.xynergy.gateway.delivery.Documents.utf8;
import static io.xynergy.gateway.testing.DeliveredGateway.KEY;
import static io.xynergy.gateway.testing.SignedRequest.sha256;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SignedRequest;
import io.xynergy.gateway.wire.Lanes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers at the admin port that are not the operator, or an operator that is broken. */
final class HostileDeliveryIT {

    private static final byte[] OTHER_KEY = utf8("another key of 32 bytes, or more");
    private static final String SIGNATURE = "X-Xynergy-Signature";

    private final FakeUpstream a = Documents.upstream("a");
    private final FakeUpstream b = Documents.upstream("b");
    private final byte[] toA = Documents.to(a.url());
    private final byte[] toB = Documents.to(b.url());
    private final DeliveredGateway gateway;

    HostileDeliveryIT() throws IOException {
        gateway = DeliveredGateway.start(Lanes.Choice.THREAD, toA, 5);
    }

    /** Whatever was sent, the configuration serves on, and the operator is still heard. */
    @AfterEach
    void close() throws IOException {
        try (RawClient client = gateway.connect()) {
            String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
            assertThat(client.send(get).read().text()).isEqualTo("a");
            assertThat(gateway.gateway().digest()).isEqualTo(sha256(toA));
            assertThat(gateway.put("/config", 100, toB).status()).isEqualTo(200);
            assertThat(client.send(get).read().text()).isEqualTo("b");
        } finally {
            gateway.close();
            a.close();
            b.close();
        }
    }

    private SignedRequest right() {
        return SignedRequest.of(KEY, "/config", 6, toB);
    }

    /** Sends a request that has to be refused, and looks for it in its counter. */
    private Response refused(SignedRequest request, int status, String result) throws IOException {
        Response response = gateway.send(request);
        assertThat(response.status()).as(response.text()).isEqualTo(status);
        assertThat(response.value("Content-Type")).isEqualTo("application/json");
        awaitCount(result, 1);
        return response;
    }

    private void awaitCount(String result, int count) {
        gateway.pages()
                .awaitMetric(
                        "xynergy_gateway_config_deliveries_total{result=\"" + result + "\"}",
                        count);
    }

    @Test
    void withoutASignatureNothingIsLookedAt() throws IOException {
        Response response = refused(right().without(SIGNATURE), 401, "unsigned");

        assertThat(response.error("code")).isEqualTo("unsigned");
        assertThat(response.value("Connection")).isEqualTo("close");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1=",
                "v1=00",
                "v2=0000000000000000000000000000000000000000000000000000000000000000",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "v1=000000000000000000000000000000000000000000000000000000000000000G",
                "v1=ABCDEF0000000000000000000000000000000000000000000000000000000000",
                "v1=0000000000000000000000000000000000000000000000000000000000000000 x"
            })
    void signatureThatIsNotInItsFormIsNone(String signature) throws IOException {
        refused(right().with(SIGNATURE, signature), 401, "unsigned");
    }

    @Test
    void signatureOfAnotherKeyIsWrong() throws IOException {
        Response response =
                refused(SignedRequest.of(OTHER_KEY, "/config", 6, toB), 401, "wrong_signature");

        assertThat(response.error("code")).isEqualTo("wrong_signature");
    }

    @ParameterizedTest
    @CsvSource({
        "X-Xynergy-Revision,7",
        "X-Xynergy-Revision,06",
        "X-Xynergy-Digest,0000000000000000000000000000000000000000000000000000000000000000"
    })
    void whatIsSignedCannotBeChanged(String header, String value) throws IOException {
        refused(right().with(header, value), 401, "wrong_signature");
    }

    @Test
    void bodyIsSignedToo() throws IOException {
        byte[] signed = right().bytes();
        signed[signed.length - 1] ^= 1;
        try (RawClient client = gateway.connectAdmin()) {
            assertThat(client.send(signed).read().status()).isEqualTo(401);
        }
        awaitCount("wrong_signature", 1);
    }

    @Test
    void signatureForEndpointsIsNoneForAConfiguration() throws IOException {
        byte[] signed = SignedRequest.of(KEY, "/endpoints", 6, toB).bytes();
        String moved = text(signed).replace("PUT /endpoints ", "PUT /config ");
        try (RawClient client = gateway.connectAdmin()) {
            assertThat(client.send(utf8(moved)).read().status()).isEqualTo(401);
        }
        awaitCount("wrong_signature", 1);
    }

    @Test
    void replayIsOutdated() throws IOException {
        SignedRequest first = SignedRequest.of(KEY, "/config", 6, toB);
        assertThat(gateway.send(first).status()).isEqualTo(200);
        assertThat(gateway.put("/config", 7, toA).status()).isEqualTo(200);

        refused(first, 409, "outdated");
    }

    @Test
    void digestOfAnotherDocumentIsWrong() throws IOException {
        Response response =
                refused(SignedRequest.packed(KEY, "/config", 6, toA, toB), 400, "wrong_digest");

        assertThat(response.error("message")).contains(sha256(toB));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0", "-1", "+6", "06", "6.0", "6e1", "0x6", "six", "9007199254740992"})
    void revisionHasOneForm(String revision) throws IOException {
        SignedRequest request = SignedRequest.signed(KEY, "/config", revision, sha256(toB), toB);

        assertThat(refused(request, 400, "malformed").error("message"))
                .isEqualTo(
                        "X-Xynergy-Revision: expected a whole number from 1 to 9007199254740991.");
    }

    @Test
    void digestHasOneForm() throws IOException {
        String upper = sha256(toB).toUpperCase(Locale.ROOT);

        refused(SignedRequest.signed(KEY, "/config", "6", upper, toB), 400, "malformed");
    }

    @Test
    void announcedBodyThatIsTooLargeIsNotWaitedFor() throws IOException {
        try (RawClient client = gateway.connectAdmin()) {
            client.send(right().with("Content-Length", Integer.toString((8 << 20) + 1)).head());

            Response response = client.read();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.error("message"))
                    .isEqualTo("The body has more than 8388608 bytes.");
        }
        gateway.pages().awaitMetric("xynergy_gateway_admin_refused_total", 1);
    }

    @Test
    void endlessBodyIsCutOff() throws IOException {
        SignedRequest request =
                right().without("Content-Length").with("Transfer-Encoding", "chunked");
        String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        try (RawClient client = gateway.connectAdmin()) {
            client.send(request.head());
            int chunks = 0;
            while (chunks < 1000 && client.trySend(chunk)) {
                chunks++;
            }

            assertThat(chunks).as("chunks of 64 KiB that were taken").isLessThan(1000);
        }
        awaitCount("too_large", 1);
    }

    @Test
    void largestBodyIsTaken() throws IOException {
        byte[] padded = Arrays.copyOf(toA, 8 << 20);
        Arrays.fill(padded, toA.length, padded.length, (byte) ' ');
        SignedRequest request = SignedRequest.of(KEY, "/config", 6, padded);

        assertThat(gateway.send(request).status()).isEqualTo(200);
        assertThat(gateway.put("/config", 7, toA).status()).isEqualTo(200);
    }

    @Test
    void bodyThatUnpacksToTooMuchIsRefused() throws IOException {
        byte[] bomb = gzip(new byte[(32 << 20) + 1]);
        SignedRequest request =
                SignedRequest.packed(KEY, "/config", 6, toB, bomb).with("Content-Encoding", "gzip");

        assertThat(refused(request, 413, "too_large").error("message"))
                .isEqualTo("The body has more than 33554432 bytes when unpacked.");
    }

    @Test
    void brokenGzipIsRefused() throws IOException {
        byte[] whole = gzip(toB);
        byte[] wrongSum = whole.clone();
        wrongSum[whole.length - 6] ^= 1;
        byte[][] broken = {
            toB,
            new byte[0],
            Arrays.copyOf(whole, whole.length - 9),
            wrongSum,
            {0x1f, (byte) 0x8b},
            Arrays.copyOf(whole, whole.length + 1)
        };
        for (int i = 0; i < broken.length; i++) {
            Response response =
                    gateway.send(
                            SignedRequest.packed(KEY, "/config", 6, toB, broken[i])
                                    .with("Content-Encoding", "gzip"));
            assertThat(response.status()).as("case %d: %s", i, response.text()).isEqualTo(400);
        }
        awaitCount("malformed", broken.length);
    }

    @Test
    void bombOfManyMembersIsRefused() throws IOException {
        byte[] member = gzip(new byte[1 << 20]);
        var bomb = new ByteArrayOutputStream();
        for (int i = 0; i < 40; i++) {
            bomb.writeBytes(member);
        }
        SignedRequest request =
                SignedRequest.packed(KEY, "/config", 6, toB, bomb.toByteArray())
                        .with("Content-Encoding", "gzip");

        assertThat(refused(request, 413, "too_large").error("code")).isEqualTo("too_large");
    }

    @Test
    void bombForEndpointsIsRefused() throws IOException {
        byte[] bomb = gzip(new byte[(32 << 20) + 1]);
        Response response =
                gateway.send(
                        SignedRequest.packed(KEY, "/endpoints", 6, toB, bomb)
                                .with("Content-Encoding", "gzip"));

        assertThat(response.status()).isEqualTo(413);
        assertThat(response.error("message"))
                .isEqualTo("The body has more than 33554432 bytes when unpacked.");
        gateway.pages()
                .awaitMetric("xynergy_gateway_endpoints_deliveries_total{result=\"too_large\"}", 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "zstd", "deflate", "gzip, gzip", "gzip, br", "*"})
    void anotherCodingIsRefused(String coding) throws IOException {
        for (String path : new String[] {"/config", "/endpoints"}) {
            Response response =
                    gateway.send(
                            SignedRequest.of(KEY, path, 6, toB).with("Content-Encoding", coding));

            assertThat(response.status()).isEqualTo(415);
            assertThat(response.value("Accept-Encoding")).isEqualTo("gzip");
            assertThat(response.error("code")).isEqualTo("unsupported_coding");
            assertThat(response.error("message"))
                    .isEqualTo("Content-Encoding: expected gzip, or none.");
        }
        gateway.pages().awaitMetric("xynergy_gateway_admin_refused_total", 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GZIP", "x-gzip", "identity, gzip"})
    void gzipHasOtherSpellings(String coding) throws IOException {
        SignedRequest request =
                SignedRequest.packed(KEY, "/config", 6, toA, gzip(toA))
                        .with("Content-Encoding", coding);

        assertThat(gateway.send(request).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "name: a", "{} {}", "\u0000", "{\"name\":\"\\x\"}"})
    void whatIsNotJsonIsRefused(String document) throws IOException {
        SignedRequest request = SignedRequest.of(KEY, "/config", 6, utf8(document));

        assertThat(refused(request, 400, "malformed").text()).contains("not JSON: ");
    }

    @Test
    void deepJsonIsRefused() throws IOException {
        byte[] deep = utf8("{\"routes\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");

        assertThat(refused(SignedRequest.of(KEY, "/config", 6, deep), 422, "refused").text())
                .contains("\"message\":\"nested deeper than 64 levels\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]| |expected a map, found a list",
                "1| |expected a map, found the number 1",
                "null| |expected a map, found nothing",
                "{}|name|this field is required",
                "{\"routes\":{}}|routes|expected a list, found a map",
                "{\"name\":\"a\",\"name\":\"b\"}|name|the same key is already in line 1",
                "{\"name\":\"\\ud800\"}|name|half of a surrogate pair is not a character",
                "{\"gateway\":{\"drainMillis\":1e99}}|gateway.drainMillis|expected a whole number"
            })
    void jsonThatIsNoConfigurationIsRefusedWithItsPlaces(String json, String path, String message)
            throws IOException {
        SignedRequest request = SignedRequest.of(KEY, "/config", 6, utf8(json));
        String where = path == null ? "" : path;

        assertThat(refused(request, 422, "refused").text())
                .contains("{\"path\":\"%s\",\"message\":\"%s".formatted(where, message));
    }

    @Test
    void hundredsOfErrorsAreCountedRatherThanListed() throws IOException {
        byte[] wrong = utf8("{\"routes\":[" + "{},".repeat(5000) + "{}]}");

        String text = refused(SignedRequest.of(KEY, "/config", 6, wrong), 422, "refused").text();

        assertThat(text).contains(" more\"}],").hasSizeLessThan(20_000);
    }

    @Test
    void otherMethodsAreNotAllowed() throws IOException {
        for (String method : new String[] {"POST", "DELETE", "PATCH"}) {
            try (RawClient client = gateway.connectAdmin()) {
                client.send(method + " /config HTTP/1.1\r\nHost: admin\r\n\r\n");
                Response response = client.read();
                assertThat(response.status()).isEqualTo(405);
                assertThat(response.value("Allow")).isEqualTo("GET, PUT");
            }
        }
    }
}
