package io.xynergy.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose proof of identity is accepted. */
public record AuthSpec(List<Issuer> issuers, List<ApiKey> apiKeys) {

    public AuthSpec {
        issuers = List.copyOf(issuers);
        apiKeys = List.copyOf(apiKeys);
    }

    /** Whether anybody can prove an identity at all. */
    public boolean isEmpty() {
        return issuers.isEmpty() && apiKeys.isEmpty();
    }

    /** A source of bearer tokens; exactly one of its forms is set. */
    public record Issuer(String name, @Nullable Firebase firebase, @Nullable Oidc oidc) {}

    /**
     * Tokens of a Firebase project.
     *
     * @param tenants accepted Identity Platform tenants; empty: any
     */
    public record Firebase(String project, List<String> tenants) {

        public Firebase {
            tenants = List.copyOf(tenants);
        }
    }

    /**
     * Tokens of an OpenID Connect provider.
     *
     * @param jwksUri absent: found through the issuer's discovery document
     */
    public record Oidc(
            String issuer,
            List<String> audiences,
            @Default("{}") Claims claims,
            @Default("[RS256, ES256]") List<Algorithm> algorithms,
            @Nullable String jwksUri) {

        public Oidc {
            audiences = List.copyOf(audiences);
            algorithms = List.copyOf(algorithms);
        }
    }

    /** Names of the claims that carry what the gateway knows of a caller. */
    public record Claims(
            @Default("sub") String user,
            @Nullable String tenant,
            @Nullable String roles,
            @Default("scope") String scopes) {}

    /** A signature algorithm of tokens. */
    public enum Algorithm {
        @Spelled("RS256")
        RS256,
        @Spelled("RS384")
        RS384,
        @Spelled("RS512")
        RS512,
        @Spelled("PS256")
        PS256,
        @Spelled("PS384")
        PS384,
        @Spelled("PS512")
        PS512,
        @Spelled("ES256")
        ES256,
        @Spelled("ES384")
        ES384,
        @Spelled("ES512")
        ES512,
        @Spelled("EdDSA")
        EDDSA
    }

    /**
     * A key that the operator makes, rotates and revokes.
     *
     * @param rotateEvery absent: only by hand
     * @param overlap how long the previous key stays valid after a rotation
     */
    public record ApiKey(
            String name,
            @Nullable String tenant,
            List<String> scopes,
            @Nullable Duration rotateEvery,
            @Nullable Duration overlap) {

        public ApiKey {
            scopes = List.copyOf(scopes);
        }
    }
}
