package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import io.xynergy.gateway.testing.TestKey;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Key sets as issuers publish them, good and bad. */
final class KeySetTest {

    private static final TestKey RSA = TestKey.rsa("a");
    private static final TestKey EC = TestKey.of(JWSAlgorithm.ES256, "b");

    /** 1024 bits. */
    private static final String WEAK =
            "{\"kty\":\"RSA\",\"kid\":\"weak\",\"e\":\"AQAB\",\"n\":\""
                    + "vvvv".repeat(42)
                    + "vvs\"}";

    private static final String SYMMETRIC =
            "{\"kty\":\"oct\",\"kid\":\"oct\",\"k\":\"" + "A".repeat(64) + "\"}";

    private static KeySet parse(String... keys) throws ParseException {
        return KeySet.parse("{\"keys\":[" + String.join(",", keys) + "]}");
    }

    private static String with(TestKey key, String members) {
        return key.publicJson().replaceFirst("\\{", "{" + members + ",");
    }

    private static @Nullable String found(KeySet set, @Nullable String id, String algorithm) {
        KeySet.Candidates found = set.find(id, algorithm);
        return found == null ? null : found.keys().getFirst().id();
    }

    @Test
    void aKeyIsFoundByItsIdAndAnAlgorithmOfItsKind() throws ParseException {
        KeySet set = parse(RSA.publicJson(), EC.publicJson());

        assertThat(found(set, "a", "RS256")).isEqualTo("a");
        assertThat(found(set, "a", "PS512")).isEqualTo("a");
        assertThat(found(set, "b", "ES256")).isEqualTo("b");
        assertThat(found(set, "a", "ES256")).isNull();
        assertThat(found(set, "b", "ES384")).isNull();
        assertThat(found(set, "c", "RS256")).isNull();
        assertThat(found(set, "a", "HS256")).isNull();
    }

    private static List<@Nullable String> all(KeySet set, @Nullable String id, String algorithm) {
        KeySet.Candidates found = set.find(id, algorithm);
        List<@Nullable String> ids = new ArrayList<>();
        if (found != null) {
            found.keys().forEach(key -> ids.add(key.id()));
        }
        return ids;
    }

    @Test
    void withoutAnIdAllFittingKeysMayBeMeant() throws ParseException {
        KeySet two = parse(RSA.publicJson(), EC.publicJson(), TestKey.rsa("c").publicJson());

        assertThat(all(two, null, "RS256")).containsExactly("a", "c");
        assertThat(all(two, null, "ES256")).containsExactly("b");
    }

    @Test
    void keysWithoutAnIdMayBeMeantByTokensWithOne() throws ParseException {
        String unnamed = RSA.publicJson().replace("\"kid\":\"a\"", "\"kid\":\"\"");
        String none = EC.publicJson().replace("\"kid\":\"b\",", "");
        KeySet set = parse(unnamed, none, TestKey.rsa("c").publicJson());

        assertThat(all(set, "x", "RS256")).containsExactly((String) null);
        assertThat(all(set, "c", "RS256")).containsExactly("c");
        assertThat(all(set, "x", "ES256")).containsExactly((String) null);
        assertThat(all(set, "x", "ES384")).isEmpty();
    }

    @Test
    void keysOfOneIdAreAllTried() throws ParseException {
        KeySet set = parse(RSA.publicJson(), TestKey.rsa("a").publicJson(), with(EC, "\"a\":1"));

        assertThat(all(set, "a", "RS256")).containsExactly("a", "a");
    }

    @Test
    void howManyKeysAreTriedHasABound() throws ParseException {
        String unnamed = EC.publicJson().replace("\"kid\":\"b\",", "");
        String[] many = new String[20];
        Arrays.fill(many, unnamed);

        assertThat(all(parse(many), "x", "ES256")).hasSize(KeySet.MOST_TRIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"oth\":[{\"r\":\"x\"}]",
                "\"oth\":7",
                "\"d\":\"!\"",
                "\"p\":\"AQAB\"",
                "\"x5c\":[\"garbage\"]",
                "\"x5c\":\"garbage\"",
                "\"x5u\":\":\"",
                "\"x5t\":[]",
                "\"x5t#S256\":{}",
                "\"exp\":\"soon\"",
                "\"use\":\"sig\",\"key_ops\":[\"verify\",\"future\"]",
                "\"issuer\":\"https://login.example/{tenantid}/v2.0\"",
                "\"alg\":null"
            })
    void whatAPublicKeyDoesNotNeedDoesNotSpoilIt(String members) throws ParseException {
        assertThat(found(parse(with(RSA, members)), "a", "RS256")).isEqualTo("a");
    }

    private static final String LONG = "A".repeat(150_000);

    static List<String> oddKeys() {
        return List.of(
                with(RSA, "\"kid\":\"z\""),
                with(RSA, "\"kty\":\"RSA\""),
                RSA.publicJson().replace("\"a\"", "1"),
                RSA.publicJson().replace("\"a\"", "[\"a\"]"),
                with(RSA, "\"use\":\"\""),
                with(RSA, "\"use\":[]"),
                with(RSA, "\"use\":\"enc\""),
                with(RSA, "\"key_ops\":\"verify\""),
                with(RSA, "\"key_ops\":[]"),
                with(RSA, "\"alg\":\"ES256\""),
                with(RSA, "\"alg\":\"RSA-OAEP\""),
                with(RSA, "\"alg\":\"none\""),
                with(RSA, "\"alg\":{}"),
                "{\"kty\":\"RSA\",\"kid\":\"a\",\"e\":\"AQAB\",\"n\":\"" + LONG + "\"}",
                "{\"kty\":\"RSA\",\"kid\":\"a\",\"e\":\"AQAB\",\"n\":{}}",
                "{\"kty\":\"RSA\",\"kid\":\"a\",\"e\":\"AQAB\",\"n\":\"\"}",
                RSA.publicJson().replace("\"e\":\"AQAB\"", "\"e\":\"AQ\""),
                RSA.publicJson().replace("\"e\":\"AQAB\"", "\"e\":\"" + "B".repeat(300) + "\""),
                RSA.publicJson().replace("\"e\":\"AQAB\"", "\"e\":\"\""),
                "{\"kty\":\"EC\",\"crv\":\"P-257\",\"kid\":\"a\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"a\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"EC\",\"crv\":[],\"kid\":\"a\"}",
                "{\"kty\":{},\"kid\":\"a\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"kid\":\"a\",\"x\":\"AQ\"}",
                "{\"kty\":\"AKP\",\"alg\":\"ML-DSA-44\",\"kid\":\"a\",\"pub\":\"AQ\"}",
                "[[[[[[{}]]]]]]",
                "\"\"");
    }

    @ParameterizedTest
    @MethodSource("oddKeys")
    void anOddKeyIsLeftOutAndTheOthersServe(String odd) throws ParseException {
        assertThat(parse(odd, EC.publicJson(), odd).keys())
                .extracting(VerificationKey::id)
                .containsExactly("b");
    }

    @Test
    void aSetWithANameTwiceIsNone() {
        String set = "{\"keys\":[" + EC.publicJson() + "],\"keys\":[" + RSA.publicJson() + "]}";

        assertThatThrownBy(() -> KeySet.parse(set)).isInstanceOf(ParseException.class);
    }

    @Test
    void aKeyForOneAlgorithmServesNoOther() throws ParseException {
        KeySet set = parse(with(RSA, "\"alg\":\"RS512\""));

        assertThat(found(set, "a", "RS512")).isEqualTo("a");
        assertThat(found(set, "a", "RS256")).isNull();
    }

    @Test
    void keysThatDoNotSignAreLeftOut() throws ParseException {
        KeySet set =
                parse(
                        with(RSA, "\"use\":\"enc\""),
                        with(EC, "\"key_ops\":[\"sign\"]"),
                        with(TestKey.rsa("c"), "\"use\":\"sig\""));

        assertThat(set.keys()).extracting(VerificationKey::id).containsExactly("c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kty\":\"FUTURE\",\"kid\":\"x\"}",
                "{\"kty\":\"RSA\",\"kid\":\"x\"}",
                "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
                "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"secp256k1\",\"x\":\"AAAA\",\"y\":\"AAAA\"}",
                "{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"X25519\",\"x\":\"AAAA\"}",
                "{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}",
                "{}",
                "null",
                "1",
                "[]"
            })
    void keysThatCannotBeUnderstoodDoNotSpoilTheOthers(String key) throws ParseException {
        assertThat(parse(key, EC.publicJson()).keys())
                .extracting(VerificationKey::id)
                .containsExactly("b");
    }

    @Test
    void whatEverybodyKnowsIsNoKey() throws ParseException {
        assertThat(parse(SYMMETRIC, EC.publicJson()).find("oct", "HS256")).isNull();
        assertThatThrownBy(() -> parse(SYMMETRIC)).isInstanceOf(ParseException.class);
    }

    @Test
    void weakKeysAreNone() throws ParseException {
        assertThat(parse(WEAK, EC.publicJson()).find("weak", "RS256")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "null",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":[1]}"
            })
    void aDocumentWithoutUsableKeysIsRefused(String document) {
        assertThatThrownBy(() -> KeySet.parse(document)).isInstanceOf(ParseException.class);
    }

    @Test
    void aSetHasABound() {
        String[] keys = List.of(EC.publicJson()).toArray(String[]::new);
        String many = (keys[0] + ",").repeat(100) + keys[0];

        assertThatThrownBy(() -> parse(many)).hasMessageContaining("101 keys");
    }

    @Test
    void privatePartsDoNoHarm() throws ParseException {
        assertThat(found(parse(RSA.jwk().toJSONString()), "a", "RS256")).isEqualTo("a");
    }
}
