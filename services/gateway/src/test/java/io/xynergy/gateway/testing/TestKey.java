package io.xynergy.gateway.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;

/** A key pair that signs tokens. */
public final class TestKey {

    private final JWSAlgorithm algorithm;
    private final JWK jwk;
    private final Signer signer;

    @FunctionalInterface
    private interface Signer {
        Base64URL sign(byte[] bytes) throws JOSEException, GeneralSecurityException;
    }

    private TestKey(JWSAlgorithm algorithm, JWK jwk, Signer signer) {
        this.algorithm = algorithm;
        this.jwk = jwk;
        this.signer = signer;
    }

    /** A new RSA key for RS256. */
    public static TestKey rsa(String id) {
        return of(JWSAlgorithm.RS256, id);
    }

    /** A new key for an algorithm; only RSA's and the curves'. */
    public static TestKey of(JWSAlgorithm algorithm, String id) {
        try {
            if (algorithm.equals(JWSAlgorithm.EdDSA)) {
                return ed25519(id);
            }
            if (JWSAlgorithm.Family.RSA.contains(algorithm)) {
                return of(algorithm, new RSAKeyGenerator(2048).keyID(id).generate());
            }
            Curve curve = Curve.forJWSAlgorithm(algorithm).iterator().next();
            ECKey key = new ECKeyGenerator(curve).keyID(id).generate();
            var signer = new ECDSASigner(key);
            var header = new JWSHeader(algorithm);
            return new TestKey(algorithm, key, bytes -> signer.sign(header, bytes));
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TestKey of(JWSAlgorithm algorithm, RSAKey key) throws JOSEException {
        var signer = new RSASSASigner(key);
        var header = new JWSHeader(algorithm);
        return new TestKey(algorithm, key, bytes -> signer.sign(header, bytes));
    }

    private static TestKey ed25519(String id) throws GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] x = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        PrivateKey secret = pair.getPrivate();
        return new TestKey(
                JWSAlgorithm.EdDSA,
                new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x)).keyID(id).build(),
                bytes -> {
                    Signature signature = Signature.getInstance("Ed25519");
                    signature.initSign(secret);
                    signature.update(bytes);
                    return Base64URL.encode(signature.sign());
                });
    }

    public String id() {
        return jwk.getKeyID();
    }

    /** With its private part, where there is one in this form. */
    public JWK jwk() {
        return jwk;
    }

    /** The public part as a member of a key set. */
    public String publicJson() {
        return jwk.toPublicJWK().toJSONString();
    }

    /** A token over these claims, in JSON, with a header as issuers write it. */
    public String sign(String claims) {
        var header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(id()).build();
        return sign(header.toString(), claims);
    }

    /** A token over exactly these texts, whatever they say. */
    public String sign(String header, String claims) {
        String signed = base64(header) + "." + base64(claims);
        try {
            return signed + "." + signer.sign(signed.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A text as one part of a token. */
    public static String base64(String text) {
        return Base64URL.encode(text).toString();
    }
}
