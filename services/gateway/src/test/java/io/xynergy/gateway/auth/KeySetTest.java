package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import io.xynergy.gateway.testing.TestKey;
import java.text.ParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
        VerificationKey key = set.find(id, algorithm);
        return key == null ? null : key.id();
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

    @Test
    void withoutAnIdTheOneFittingKeyIsMeant() throws ParseException {
        assertThat(found(parse(RSA.publicJson(), EC.publicJson()), null, "RS256")).isEqualTo("a");
        KeySet two = parse(RSA.publicJson(), TestKey.rsa("c").publicJson());
        assertThat(found(two, null, "RS256")).isNull();
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
