package io.xynergy.kit.tenant;

import java.util.Set;

/**
 * Who calls: the gateway has checked the proof and says so in headers that no client can send.
 *
 * @param user the subject of the token
 * @param tenant whose data is worked on
 * @param issuer name of the issuer; empty: the gateway did not say
 */
public record Caller(
        String user, String tenant, Set<String> roles, Set<String> scopes, String issuer) {

    public Caller {
        roles = Set.copyOf(roles);
        scopes = Set.copyOf(scopes);
    }
}
