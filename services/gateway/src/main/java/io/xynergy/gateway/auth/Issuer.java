package io.xynergy.gateway.auth;

import io.xynergy.policy.compiled.AuthConfig;

/** One issuer of the policy: its keys, and what must be true of its tokens. */
final class Issuer {

    private final AuthConfig.Issuer settings;
    private final IssuerKeys keys;
    private final TokenRules rules;

    Issuer(AuthConfig.Issuer settings, IssuerKeys keys) {
        this.settings = settings;
        this.keys = keys;
        this.rules = new TokenRules(settings);
    }

    AuthConfig.Issuer settings() {
        return settings;
    }

    IssuerKeys keys() {
        return keys;
    }

    /** Whether the keys for other settings are the same ones. */
    boolean hasKeysOf(AuthConfig.Issuer other) {
        return settings.issuer().equals(other.issuer())
                && java.util.Objects.equals(settings.jwksUri(), other.jwksUri());
    }

    /**
     * Judges a token; what costs nothing is looked at first.
     *
     * @param millis now, since 1970
     */
    Verification verify(UnverifiedToken token, long millis) {
        TokenFault fault = rules.header(token.header());
        if (fault == null) {
            fault = rules.claims(token.claims(), millis / 1e3);
        }
        if (fault != null) {
            return Refusal.of(fault);
        }
        String algorithm = token.header().getAlgorithm().getName();
        return switch (keys.find(token.header().getKeyID(), algorithm)) {
            case IssuerKeys.Pending(var fetched) -> new Verification.KeysNeeded(fetched);
            case IssuerKeys.Absent.UNKNOWN -> Refusal.of(TokenFault.KEY);
            case IssuerKeys.Absent.UNAVAILABLE -> Refusal.unavailable(keys.reason());
            case VerificationKey key when key.verifies(token) -> principal(token.claims());
            case VerificationKey _ -> Refusal.of(TokenFault.SIGNATURE);
        };
    }

    private Verification principal(ClaimReader claims) {
        String user = rules.user(claims);
        if (user == null) {
            return Refusal.of(TokenFault.SUBJECT);
        }
        var found =
                new Principal.Claims(
                        user, rules.tenant(claims), rules.roles(claims), rules.scopes(claims));
        byte[] lines = IdentityLines.of(settings.name(), found);
        if (claims.isFaulty() || lines.length > IdentityLines.LONGEST) {
            return Refusal.of(TokenFault.CLAIM);
        }
        long expires = (long) (claims.seconds("exp") * 1e3);
        return new Principal(this, found, lines, expires);
    }
}
