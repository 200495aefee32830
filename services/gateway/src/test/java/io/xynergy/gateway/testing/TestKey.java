package io.xynergy.gateway.testing;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;

/**
 * A key pair that signs tokens.
 *
 * @param jwk with its private part
 */
public record TestKey(JWSAlgorithm algorithm, JWK jwk) {

    /** A new RSA key for RS256. */
    public static TestKey rsa(String id) {
        try {
            return new TestKey(JWSAlgorithm.RS256, new RSAKeyGenerator(2048).keyID(id).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A new key on P-256 for ES256. */
    public static TestKey ec(String id) {
        try {
            return new TestKey(
                    JWSAlgorithm.ES256, new ECKeyGenerator(Curve.P_256).keyID(id).generate());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String id() {
        return jwk.getKeyID();
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
            Base64URL signature =
                    signer().sign(
                                    new JWSHeader(algorithm),
                                    signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + signature;
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWSSigner signer() throws JOSEException {
        return jwk instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) jwk);
    }

    /** A text as one part of a token. */
    public static String base64(String text) {
        return Base64URL.encode(text).toString();
    }
}
