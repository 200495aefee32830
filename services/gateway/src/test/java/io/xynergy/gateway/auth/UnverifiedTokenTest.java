package io.xynergy.gateway.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.TestKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compact form of tokens, read strictly. */
final class UnverifiedTokenTest {

    private static final String HEADER = TestKey.base64("{\"alg\":\"RS256\",\"kid\":\"k\"}");
    private static final String CLAIMS = TestKey.base64("{\"sub\":\"ann\"}");

    private static @Nullable UnverifiedToken read(String token) {
        return UnverifiedToken.read(token.getBytes(ISO_8859_1));
    }

    private static @Nullable UnverifiedToken readClaims(String json) {
        return read(HEADER + "." + TestKey.base64(json) + ".AAAA");
    }

    private static @Nullable UnverifiedToken readHeader(String json) {
        return read(TestKey.base64(json) + "." + CLAIMS + ".AAAA");
    }

    @Test
    void threePartsAreAToken() {
        UnverifiedToken token = Objects.requireNonNull(read(HEADER + "." + CLAIMS + ".AAAA"));

        assertThat(token.header().getKeyID()).isEqualTo("k");
        assertThat(token.claims().text("sub")).isEqualTo("ann");
        assertThat(token.signed()).asString().isEqualTo(HEADER + "." + CLAIMS);
        assertThat(token.signature().toString()).isEqualTo("AAAA");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "...",
                "a.b",
                "AAAA",
                ".AAAA.AAAA",
                "AAAA..AAAA",
                "AAAA.AAAA.",
                "AAAA.AAAA.AAAA.AAAA.AAAA",
                "AAAA.AAAA.AAAA.AAAA"
            })
    void otherNumbersOfPartsAreNone(String token) {
        assertThat(read(token)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AAA=", "AA A", "AA+A", "AA/A", "AAA\n", "AAA\0", "AAA\u00e9", "A"})
    void aSignatureOutsideTheAlphabetIsNone(String signature) {
        assertThat(read(HEADER + "." + CLAIMS + "." + signature)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"AB", "AAB", "AAAAAB"})
    void bitsBehindTheLastByteAreRefused(String signature) {
        assertThat(read(HEADER + "." + CLAIMS + "." + signature)).isNull();
        String plain = signature.substring(0, signature.length() - 1) + "A";
        assertThat(read(HEADER + "." + CLAIMS + "." + plain)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "\"a\"",
                "{",
                "{}x",
                "{'a':1}",
                "{a:1}",
                "{\"a\":NaN}",
                "{\"a\":1,}",
                "[[\"sub\",\"ann\"]]"
            })
    void claimsThatAreNoJsonObjectAreNone(String json) {
        assertThat(readClaims(json)).isNull();
    }

    @Test
    void duplicateMembersAreRefused() {
        assertThat(readClaims("{\"sub\":\"ann\",\"sub\":\"bob\"}")).isNull();
        assertThat(readHeader("{\"alg\":\"RS256\",\"alg\":\"ES256\"}")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"realm\":{\"role\":\"a\",\"role\":\"b\"}}",
                "{\"realm\":{\"role\":\"a\",\"role\":\"a\"}}",
                "{\"realm\":{\"role\":null,\"role\":\"b\"}}",
                "{\"realm\":{\"role\":\"a\",\"r\\u006fle\":\"b\"}}",
                "{\"list\":[1,{\"deep\":[{\"a\":1,\"a\":{}}]}]}"
            })
    void duplicateNestedMembersAreRefused(String claims) {
        assertThat(readClaims(claims)).isNull();
        assertThat(readHeader("{\"alg\":\"RS256\",\"other\":" + claims + "}")).isNull();
    }

    @Test
    void theSameNameInSeveralObjectsIsNoDuplicate() {
        UnverifiedToken token =
                readClaims("{\"a\":\"1\",\"b\":{\"a\":\"2\"},\"c\":[{\"a\":3},{\"a\":4}]}");

        assertThat(Objects.requireNonNull(token).claims().text("b.a")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"oth\":[{\"r\":\"x\"}]}",
                "\"jwk\":1",
                "\"x5c\":[\"garbage\"]",
                "\"x5u\":\"not a url\"",
                "\"epk\":{\"kty\":\"FUTURE\"}",
                "\"zip\":7"
            })
    void headersThatNobodyNeedsDoNoHarm(String member) {
        UnverifiedToken token = readHeader("{\"alg\":\"RS256\",\"kid\":\"k\"," + member + "}");

        assertThat(Objects.requireNonNull(token).keyId()).isEqualTo("k");
    }

    @Test
    void anEmptyKeyIdIsNone() {
        UnverifiedToken token = readHeader("{\"alg\":\"RS256\",\"kid\":\"\"}");

        assertThat(Objects.requireNonNull(token).keyId()).isNull();
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        byte[] json = "{\"sub\":\"\u00ff\"}".getBytes(ISO_8859_1);
        String claims = Base64.getUrlEncoder().withoutPadding().encodeToString(json);

        assertThat(read(HEADER + "." + claims + ".AAAA")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"alg\":\"none\"}",
                "{\"alg\":1}",
                "{\"alg\":null}",
                "{\"typ\":\"JWT\"}",
                "[]"
            })
    void headersWithoutAnAlgorithmAreRefused(String header) {
        assertThat(readHeader(header)).isNull();
    }

    @Test
    void aHeaderOfUnusualSizeIsRefused() {
        String kid = "k".repeat(2100);

        assertThat(readHeader("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}")).isNull();
    }

    @Test
    void deepNestingIsRefused() {
        String json = "{\"a\":".repeat(1200) + "1" + "}".repeat(1200);

        assertThat(readClaims(json)).isNull();
    }

    @Test
    void whateverComesIsAnsweredWithoutAnException() {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        byte[] good = (HEADER + "." + CLAIMS + ".AAAA").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 20_000; i++) {
            byte[] token = good.clone();
            for (int change = random.nextInt(1, 5); change > 0; change--) {
                token[random.nextInt(token.length)] = (byte) random.nextInt();
            }
            UnverifiedToken read = UnverifiedToken.read(token);
            assertThat(read == null || read.signed().length < token.length).isTrue();
        }
    }
}
