package io.xynergy.gateway.auth;

import java.util.List;

/**
 * A token that was believed.
 *
 * @param others issuers of the same name that the token is not for
 * @param expiresMillis when the proof ends, since 1970
 */
record VerifiedToken(Principal caller, Issuer issuer, List<Issuer> others, long expiresMillis)
        implements Verification {

    VerifiedToken {
        others = List.copyOf(others);
    }

    /** Whether the token was found not to be for an issuer of the same name. */
    boolean isNotOf(Issuer other) {
        return others.contains(other);
    }
}
