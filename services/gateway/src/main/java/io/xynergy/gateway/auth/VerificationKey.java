package io.xynergy.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of an issuer, with the algorithms that it may be used with: never a symmetric one,
 * so that nobody signs with what everybody knows.
 *
 * @param id its name; null if it has none
 */
record VerificationKey(@Nullable String id, Set<String> algorithms, Check check) {

    private static final int FEWEST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
    private static final int MOST_EXPONENT_BITS = 64;
    private static final List<String> PUBLIC = List.of("kty", "n", "e", "crv", "x", "y");
    private static final Set<String> RSA =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512");

    /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410, 4). */
    private static final byte[] ED25519_PREFIX =
            HexFormat.of().parseHex("302a300506032b6570032100");

    /** Whether a signature is the key's. */
    @FunctionalInterface
    interface Check {
        boolean verify(JWSHeader header, byte[] signed, Base64URL signature)
                throws JOSEException, GeneralSecurityException;
    }

    boolean verifies(UnverifiedToken token) {
        try {
            return check.verify(token.header(), token.signed(), token.signature());
        } catch (JOSEException | GeneralSecurityException _) {
            return false; // a signature of a form that the algorithm does not have
        }
    }

    /**
     * A key of a set; null if it is not one that tokens are signed with (RFC 7517, 4 and 5). Only
     * what makes up a public key is read: private parts and certificates need not be well-formed.
     */
    static @Nullable VerificationKey of(Map<?, ?> members) throws ParseException, JOSEException {
        Object id = members.get("kid");
        if (!isForSignatures(members) || id != null && !(id instanceof String)) {
            return null;
        }
        String name = id instanceof String text && !text.isEmpty() ? text : null;
        VerificationKey found =
                switch (JWK.parse(publicPart(members))) {
                    case RSAKey rsa -> of(name, rsa);
                    case ECKey curve -> of(name, curve);
                    case OctetKeyPair pair -> of(name, pair);
                    default -> null;
                };
        Object algorithm = members.get("alg");
        return found == null || algorithm == null ? found : found.only(algorithm.toString());
    }

    private static boolean isForSignatures(Map<?, ?> members) {
        Object use = members.get("use");
        Object operations = members.get("key_ops");
        boolean verifies =
                operations == null
                        || operations instanceof List<?> names && names.contains("verify");
        return verifies && (use == null || use.equals("sig"));
    }

    private static Map<String, Object> publicPart(Map<?, ?> members) {
        Map<String, Object> part = new HashMap<>();
        for (String name : PUBLIC) {
            Object value = members.get(name);
            if (value != null) {
                part.put(name, value);
            }
        }
        return part;
    }

    private @Nullable VerificationKey only(String algorithm) {
        return algorithms.contains(algorithm)
                ? new VerificationKey(id, Set.of(algorithm), check)
                : null;
    }

    private static @Nullable VerificationKey of(@Nullable String id, RSAKey key)
            throws JOSEException {
        int bits = key.size();
        if (bits < FEWEST_RSA_BITS || bits > MOST_RSA_BITS) {
            return null;
        }
        RSAPublicKey publicKey = key.toRSAPublicKey();
        if (publicKey.getPublicExponent().bitLength() > MOST_EXPONENT_BITS) {
            return null; // as slow to check as to sign
        }
        JWSVerifier verifier = new RSASSAVerifier(publicKey);
        return new VerificationKey(id, RSA, verifier::verify);
    }

    private static @Nullable VerificationKey of(@Nullable String id, ECKey key)
            throws JOSEException {
        String algorithm =
                Curve.P_256.equals(key.getCurve())
                        ? "ES256"
                        : Curve.P_384.equals(key.getCurve()) ? "ES384" : "ES512";
        if (!Set.of(Curve.P_256, Curve.P_384, Curve.P_521).contains(key.getCurve())) {
            return null;
        }
        JWSVerifier verifier = new ECDSAVerifier(key.toECPublicKey());
        return new VerificationKey(id, Set.of(algorithm), verifier::verify);
    }

    /** The library's own verifier would need another library for what the JDK can do. */
    private static @Nullable VerificationKey of(@Nullable String id, OctetKeyPair pair)
            throws JOSEException {
        byte[] bytes = pair.getDecodedX();
        if (!Curve.Ed25519.equals(pair.getCurve()) || bytes.length != 32) {
            return null;
        }
        byte[] encoded = new byte[ED25519_PREFIX.length + bytes.length];
        System.arraycopy(ED25519_PREFIX, 0, encoded, 0, ED25519_PREFIX.length);
        System.arraycopy(bytes, 0, encoded, ED25519_PREFIX.length, bytes.length);
        PublicKey key;
        try {
            key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new JOSEException(e.getMessage(), e);
        }
        return new VerificationKey(
                id,
                Set.of("EdDSA", "Ed25519"),
                (_, signed, signature) -> {
                    Signature verifier = Signature.getInstance("Ed25519");
                    verifier.initVerify(key);
                    verifier.update(signed);
                    return verifier.verify(signature.decode());
                });
    }
}
