package io.xynergy.policy.compiled;

import io.xynergy.policy.AuthSpec;
import java.util.List;

/** Compiles issuers and API keys; a Firebase project becomes the OIDC provider that it is. */
final class AuthCompiler {

    private static final String FIREBASE_ISSUER = "https://securetoken.google.com/";
    private static final String FIREBASE_KEYS =
            "https://www.googleapis.com/service_accounts/v1/jwk/"
                    + "securetoken@system.gserviceaccount.com";
    private static final AuthConfig.Claims FIREBASE_CLAIMS =
            new AuthConfig.Claims("sub", "firebase.tenant", "roles", "scope", null);

    private final References references;

    AuthCompiler(References references) {
        this.references = references;
    }

    AuthConfig compile(AuthSpec auth) {
        return new AuthConfig(
                auth.issuers().stream().map(AuthCompiler::issuer).toList(),
                auth.apiKeys().stream().map(this::apiKey).toList());
    }

    private static AuthConfig.Issuer issuer(AuthSpec.Issuer issuer) {
        AuthSpec.Firebase firebase = issuer.firebase();
        if (firebase != null) {
            return new AuthConfig.Issuer(
                    issuer.name(),
                    FIREBASE_ISSUER + firebase.project(),
                    List.of(firebase.project()),
                    List.of(),
                    FIREBASE_KEYS,
                    List.of(AuthSpec.Algorithm.RS256),
                    FIREBASE_CLAIMS,
                    firebase.tenants());
        }
        AuthSpec.Oidc oidc = issuer.oidc();
        if (oidc == null) {
            throw new IllegalArgumentException("issuer " + issuer.name() + " has no form");
        }
        AuthSpec.Claims claims = oidc.claims();
        return new AuthConfig.Issuer(
                issuer.name(),
                oidc.issuer(),
                oidc.audiences(),
                oidc.clients(),
                oidc.jwksUri(),
                oidc.algorithms(),
                new AuthConfig.Claims(
                        claims.user(),
                        claims.tenant(),
                        claims.roles(),
                        claims.scopes(),
                        claims.client()),
                oidc.tenants());
    }

    private AuthConfig.ApiKey apiKey(AuthSpec.ApiKey key) {
        return new AuthConfig.ApiKey(
                key.name(), key.tenant(), key.scopes(), references.keys(key.name()));
    }
}
