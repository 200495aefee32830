package io.xynergy.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A public key of an issuer, with the algorithms that it may be used with: never a symmetric one,
 * so that nobody signs with what everybody knows.
 *
 * @param id absent in sets of one key
 */
record VerificationKey(@Nullable String id, Set<String> algorithms, Check check)
        implements IssuerKeys.Lookup {

    private static final int FEWEST_RSA_BITS = 2048;
    private static final int MOST_RSA_BITS = 8192;
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

    /** Whether tokens with this header may be this key's. */
    boolean fits(@Nullable String keyId, String algorithm) {
        return (keyId == null || keyId.equals(id)) && algorithms.contains(algorithm);
    }

    boolean verifies(UnverifiedToken token) {
        try {
            return check.verify(token.header(), token.signed(), token.signature());
        } catch (JOSEException | GeneralSecurityException _) {
            return false; // a signature of a form that the algorithm does not have
        }
    }

    /** A key of a set; null if it is not one that tokens are signed with (RFC 7517, 5). */
    static @Nullable VerificationKey of(JWK key) throws JOSEException {
        boolean signs = key.getKeyUse() == null || key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean verifies =
                key.getKeyOperations() == null
                        || key.getKeyOperations().contains(KeyOperation.VERIFY);
        if (!signs || !verifies) {
            return null;
        }
        VerificationKey found =
                switch (key) {
                    case RSAKey rsa -> of(rsa);
                    case ECKey curve -> of(curve);
                    case OctetKeyPair pair -> of(pair);
                    default -> null;
                };
        return found == null || key.getAlgorithm() == null
                ? found
                : found.only(key.getAlgorithm().getName());
    }

    private @Nullable VerificationKey only(String algorithm) {
        return algorithms.contains(algorithm)
                ? new VerificationKey(id, Set.of(algorithm), check)
                : null;
    }

    private static @Nullable VerificationKey of(RSAKey key) throws JOSEException {
        int bits = key.size();
        if (bits < FEWEST_RSA_BITS || bits > MOST_RSA_BITS) {
            return null;
        }
        JWSVerifier verifier = new RSASSAVerifier(key.toRSAPublicKey());
        return new VerificationKey(key.getKeyID(), RSA, verifier::verify);
    }

    private static @Nullable VerificationKey of(ECKey key) throws JOSEException {
        String algorithm =
                Curve.P_256.equals(key.getCurve())
                        ? "ES256"
                        : Curve.P_384.equals(key.getCurve()) ? "ES384" : "ES512";
        if (!Set.of(Curve.P_256, Curve.P_384, Curve.P_521).contains(key.getCurve())) {
            return null;
        }
        JWSVerifier verifier = new ECDSAVerifier(key.toECPublicKey());
        return new VerificationKey(key.getKeyID(), Set.of(algorithm), verifier::verify);
    }

    /** The library's own verifier would need another library for what the JDK can do. */
    private static @Nullable VerificationKey of(OctetKeyPair pair) throws JOSEException {
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
                pair.getKeyID(),
                Set.of("EdDSA", "Ed25519"),
                (_, signed, signature) -> {
                    Signature verifier = Signature.getInstance("Ed25519");
                    verifier.initVerify(key);
                    verifier.update(signed);
                    return verifier.verify(signature.decode());
                });
    }
}
