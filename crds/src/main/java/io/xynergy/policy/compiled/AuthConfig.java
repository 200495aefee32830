package io.xynergy.policy.compiled;

import io.xynergy.policy.AuthSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose proof of identity is accepted; holds no secret in clear. */
public record AuthConfig(List<Issuer> issuers, List<ApiKey> apiKeys) {

    public static final AuthConfig NOBODY = new AuthConfig(List.of(), List.of());

    public AuthConfig {
        issuers = List.copyOf(issuers);
        apiKeys = List.copyOf(apiKeys);
    }

    /**
     * A source of bearer tokens.
     *
     * @param issuer value of the {@code iss} claim
     * @param audiences one of these must be in the {@code aud} claim; empty: there must be none
     * @param clients those that tokens may have been issued to; empty: any
     * @param jwksUri absent: found through the issuer's discovery document
     * @param tenants accepted tenants, or with a {@code *} at the end how their names begin; empty:
     *     any, and none
     */
    public record Issuer(
            String name,
            String issuer,
            List<String> audiences,
            List<String> clients,
            @Nullable String jwksUri,
            List<AuthSpec.Algorithm> algorithms,
            Claims claims,
            List<String> tenants) {

        public Issuer {
            audiences = List.copyOf(audiences);
            clients = List.copyOf(clients);
            algorithms = List.copyOf(algorithms);
            tenants = List.copyOf(tenants);
        }
    }

    /**
     * Names of claims; a dot leads into a nested object when no claim has the whole name.
     *
     * @param client absent: {@code azp} and {@code client_id}
     */
    public record Claims(
            String user,
            @Nullable String tenant,
            @Nullable String roles,
            String scopes,
            @Nullable String client) {}

    /** An API key with what it stands for and the hashes of its valid values. */
    public record ApiKey(
            String name, @Nullable String tenant, List<String> scopes, List<KeyHash> hashes) {

        public ApiKey {
            scopes = List.copyOf(scopes);
            hashes = List.copyOf(hashes);
        }
    }

    /**
     * One valid value of a key.
     *
     * @param sha256 lower-case hex
     */
    public record KeyHash(String id, String sha256) {}
}
