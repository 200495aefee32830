package io.xynergy.gateway.auth;

import io.xynergy.policy.AuthSpec.Algorithm;
import io.xynergy.policy.KeyAddress;
import io.xynergy.policy.compiled.AuthConfig;
import java.net.URI;
import java.util.List;

/**
 * An OpenID Connect issuer on this machine whose tokens are taken wherever a token of any issuer of
 * the policy is.
 *
 * <p>Its tokens are checked like all others: signed with RS256, ES256 or EdDSA by a key of its set,
 * {@code iss} exactly as given here, {@code xynergy} in {@code aud}. The user is {@code sub}, the
 * tenant {@code tenant}, the roles {@code roles} (a list, or one as a string), the scopes {@code
 * scope} (a list, or separated by spaces). Services see the issuer as {@code Development}, a name
 * that no issuer of a policy can have.
 *
 * @param issuer value of the {@code iss} claim
 * @param keys where its key set is
 */
public record DevelopmentIssuer(URI issuer, URI keys) {

    /** What services see in {@code X-Xynergy-Issuer}. */
    public static final String NAME = "Development";

    /** What tokens have to be for. */
    public static final String AUDIENCE = "xynergy";

    /**
     * Checks that both are on this machine.
     *
     * @throws IllegalArgumentException if one is no http or https URL with a loopback address
     */
    public DevelopmentIssuer {
        requireLoopback(issuer);
        requireLoopback(keys);
    }

    private static void requireLoopback(URI address) {
        if (!KeyAddress.isWeb(address) || !KeyAddress.isLoopback(address)) {
            throw new IllegalArgumentException(
                    "a development issuer has a loopback address such as http://127.0.0.1:9000,"
                            + " found "
                            + address);
        }
    }

    AuthConfig.Issuer settings() {
        return new AuthConfig.Issuer(
                NAME,
                issuer.toString(),
                List.of(AUDIENCE),
                List.of(),
                keys.toString(),
                List.of(Algorithm.RS256, Algorithm.ES256, Algorithm.EDDSA),
                new AuthConfig.Claims("sub", "tenant", "roles", "scope", null),
                List.of());
    }
}
