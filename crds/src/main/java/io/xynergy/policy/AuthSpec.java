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
     * @param tenants those that its users may belong to, as of {@link Oidc}
     */
    public record Firebase(String project, List<String> tenants) {

        public Firebase {
            tenants = List.copyOf(tenants);
        }
    }

    /**
     * Tokens of an OpenID Connect provider; audiences, clients or both are named.
     *
     * @param audiences one of these must be in a token's audience; empty: a token has none
     * @param clients those that tokens may have been issued to; empty: any
     * @param tenants those that its users may belong to, each by its name, or several by how their
     *     names begin and a {@code *}; empty: any, and users without one
     * @param jwksUri absent: found through the issuer's discovery document
     */
    public record Oidc(
            String issuer,
            List<String> audiences,
            List<String> clients,
            List<String> tenants,
            @Default("{}") Claims claims,
            @Default("[RS256, ES256]") List<Algorithm> algorithms,
            @Nullable String jwksUri) {

        public Oidc {
            audiences = List.copyOf(audiences);
            clients = List.copyOf(clients);
            tenants = List.copyOf(tenants);
            algorithms = List.copyOf(algorithms);
        }
    }

    /**
     * Names of the claims that carry what the gateway knows of a caller.
     *
     * @param client absent: {@code azp} and {@code client_id}
     */
    public record Claims(
            @Default("sub") String user,
            @Nullable String tenant,
            @Nullable String roles,
            @Default("scope") String scopes,
            @Nullable String client) {}

    /** A signature algorithm of tokens. */
    @Refuses(regex = "HS[0-9]+", why = "a symmetric algorithm is never accepted")
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
