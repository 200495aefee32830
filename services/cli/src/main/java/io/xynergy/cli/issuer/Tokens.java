package io.xynergy.cli.issuer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.UUID;

/** Makes tokens: RFC 7519, signed as RFC 7515 says. */
final class Tokens {

    private final URI issuer;
    private final SigningKey key;
    private final InstantSource clock;

    Tokens(URI issuer, SigningKey key, InstantSource clock) {
        this.issuer = issuer;
        this.key = key;
        this.clock = clock;
    }

    /** A token that is valid from now on. */
    String sign(TokenRequest request) throws IOException {
        Instant now = clock.instant();
        var claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer.toString())
                        .subject(request.user())
                        .audience(Issuer.AUDIENCE)
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(request.lifetime())))
                        .jwtID(UUID.randomUUID().toString());
        request.tenant().ifPresent(tenant -> claims.claim(Issuer.TENANT_CLAIM, tenant));
        if (!request.roles().isEmpty()) {
            claims.claim(Issuer.ROLES_CLAIM, request.roles());
        }
        if (!request.scopes().isEmpty()) {
            claims.claim(Issuer.SCOPES_CLAIM, String.join(" ", request.scopes()));
        }
        ECKey signing = key.current();
        var header =
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(JOSEObjectType.JWT)
                        .keyID(signing.getKeyID())
                        .build();
        var token = new SignedJWT(header, claims.build());
        try {
            token.sign(new ECDSASigner(signing));
        } catch (JOSEException e) {
            throw new IllegalStateException("this JVM does not sign with ES256", e);
        }
        return token.serialize();
    }

    /** The public half of the key as a JWK set: RFC 7517 section 5. */
    String keys() throws IOException {
        return new JWKSet(key.current().toPublicJWK()).toString(true);
    }
}
