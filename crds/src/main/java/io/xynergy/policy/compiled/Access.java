package io.xynergy.policy.compiled;

import java.util.List;

/**
 * Whose identity a route accepts, and what it must be allowed.
 *
 * @param issuers names of the accepted issuers
 * @param apiKeys whether API keys are accepted
 * @param roles one of these is needed; empty: any
 * @param scopes all of these are needed
 */
public record Access(
        List<String> issuers, boolean apiKeys, List<String> roles, List<String> scopes) {

    public static final Access NOBODY = new Access(List.of(), false, List.of(), List.of());

    public Access {
        issuers = List.copyOf(issuers);
        roles = List.copyOf(roles);
        scopes = List.copyOf(scopes);
    }
}
