package io.xynergy.gateway.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import io.xynergy.gateway.testing.TestKey;
import io.xynergy.policy.AuthSpec.Algorithm;
import io.xynergy.policy.compiled.AuthConfig;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Signatures with real keys: what passes, and that nothing else does. */
final class SignatureTest {

    private static final long NOW = 1_800_000_000_000L;
    private static final String CLAIMS =
            "{\"iss\":\"https://id.example\",\"aud\":\"xynergy\",\"sub\":\"ann\",\"exp\":1800000600}";
    private static final Map<Algorithm, TestKey> KEYS = new HashMap<>();

    private static TestKey key(Algorithm algorithm) {
        String name = algorithm == Algorithm.EDDSA ? "EdDSA" : algorithm.name();
        return KEYS.computeIfAbsent(algorithm, _ -> TestKey.of(JWSAlgorithm.parse(name), name));
    }

    private static Issuer issuer(TestKey... keys) {
        String all = String.join(",", List.of(keys).stream().map(TestKey::publicJson).toList());
        var settings =
                new AuthConfig.Issuer(
                        "corp",
                        "https://id.example",
                        List.of("xynergy"),
                        List.of(),
                        null,
                        List.of(Algorithm.values()),
                        new AuthConfig.Claims("sub", null, null, "scope", null),
                        List.of());
        KeySource source = () -> fetched("{\"keys\":[" + all + "]}");
        return new Issuer(
                settings, new IssuerKeys("corp", source, Runnable::run, System::nanoTime));
    }

    private static KeySource.Fetched fetched(String keys) {
        try {
            return new KeySource.Fetched(KeySet.parse(keys), Duration.ofHours(1));
        } catch (ParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The fault of a token, or null if it passes. */
    private static Object verify(Issuer issuer, byte[] bytes) {
        UnverifiedToken token = UnverifiedToken.read(bytes);
        if (token == null) {
            return TokenFault.MALFORMED;
        }
        Verification last = issuer.verify(token, List.of(), NOW);
        for (int look = 1; look < 4 && last instanceof Verification.KeysNeeded; look++) {
            last = issuer.verify(token, List.of(), NOW);
        }
        return last instanceof Refusal refusal && refusal.fault() != null
                ? refusal.fault()
                : last.getClass();
    }

    private static Object verify(Issuer issuer, String token) {
        return verify(issuer, token.getBytes(US_ASCII));
    }

    @ParameterizedTest
    @EnumSource(Algorithm.class)
    void eachAlgorithmOfThePolicyVerifies(Algorithm algorithm) {
        TestKey key = key(algorithm);
        Issuer issuer = issuer(key);

        assertThat(verify(issuer, key.sign(CLAIMS))).isEqualTo(VerifiedToken.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"RS256", "ES256", "EDDSA"})
    void anotherKeyOfTheSameNameDoesNot(Algorithm algorithm) {
        TestKey key = key(algorithm);
        TestKey other = TestKey.of(JWSAlgorithm.parse(key.id()), key.id());

        assertThat(verify(issuer(key), other.sign(CLAIMS))).isEqualTo(TokenFault.SIGNATURE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"RS256", "PS256", "ES256", "ES512", "EDDSA"})
    void noTokenPassesWithOneBitChanged(Algorithm algorithm) {
        long seed = new Random().nextLong();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        TestKey key = key(algorithm);
        Issuer issuer = issuer(key);
        byte[] good = key.sign(CLAIMS).getBytes(US_ASCII);
        assertThat(verify(issuer, good)).isEqualTo(VerifiedToken.class);
        for (int i = 0; i < 200; i++) {
            byte[] changed = good.clone();
            // the last characters too, whose low bits some readers throw away
            int at = i < 16 ? good.length - 1 - i / 8 : random.nextInt(good.length);
            changed[at] ^= (byte) (1 << (i < 16 ? i % 8 : random.nextInt(8)));
            assertThat(verify(issuer, changed)).as("byte %d", at).isNotEqualTo(VerifiedToken.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Algorithm.class,
            names = {"RS256", "ES256", "EDDSA"})
    void aTruncatedSignatureDoesNotPass(Algorithm algorithm) {
        TestKey key = key(algorithm);
        Issuer issuer = issuer(key);
        String token = key.sign(CLAIMS);
        for (int length = token.lastIndexOf('.') + 1; length < token.length(); length++) {
            assertThat(verify(issuer, token.substring(0, length)))
                    .isNotEqualTo(VerifiedToken.class);
        }
    }

    @Test
    void aSecretThatEverybodyKnowsSignsNothing() throws JOSEException {
        TestKey key = key(Algorithm.RS256);
        RSAPublicKey known = key.jwk().toRSAKey().toRSAPublicKey();
        for (byte[] secret : List.of(known.getEncoded(), key.publicJson().getBytes(US_ASCII))) {
            var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.id()).build();
            var token = new JWSObject(header, new Payload(CLAIMS));
            token.sign(new MACSigner(secret));

            assertThat(verify(issuer(key), token.serialize())).isEqualTo(TokenFault.ALGORITHM);
        }
    }

    @Test
    void aTokenWithoutASignatureDoesNotPass() {
        String claims = TestKey.base64(CLAIMS);
        for (String algorithm : List.of("none", "None", "NONE", "nOnE")) {
            String header = TestKey.base64("{\"alg\":\"" + algorithm + "\",\"kid\":\"RS256\"}");
            Issuer issuer = issuer(key(Algorithm.RS256));

            assertThat(verify(issuer, header + "." + claims + ".")).isEqualTo(TokenFault.MALFORMED);
            assertThat(verify(issuer, header + "." + claims + ".AAAA"))
                    .isIn(TokenFault.MALFORMED, TokenFault.ALGORITHM);
        }
    }

    @Test
    void keysInTheHeaderAreNotBelieved() {
        TestKey own = TestKey.rsa("mine");
        String header =
                "{\"alg\":\"RS256\",\"kid\":\"mine\",\"jku\":\"https://evil.example/keys\",\"jwk\":"
                        + own.publicJson()
                        + "}";

        assertThat(verify(issuer(key(Algorithm.RS256)), own.sign(header, CLAIMS)))
                .isEqualTo(TokenFault.KEY);
    }

    @Test
    void aKeyDoesNotServeTheAlgorithmOfAnother() {
        TestKey curve = key(Algorithm.ES256);
        String header = "{\"alg\":\"RS256\",\"kid\":\"ES256\"}";

        assertThat(verify(issuer(curve), curve.sign(header, CLAIMS))).isEqualTo(TokenFault.KEY);
    }

    @Test
    void aSignatureOfZerosDoesNotPass() {
        TestKey curve = key(Algorithm.ES256);
        String token = curve.sign(CLAIMS);
        String zeros = token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86);

        assertThat(verify(issuer(curve), zeros)).isEqualTo(TokenFault.SIGNATURE);
    }
}
