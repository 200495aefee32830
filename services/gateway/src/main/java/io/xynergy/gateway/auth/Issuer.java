package io.xynergy.gateway.auth;

import io.xynergy.policy.compiled.AuthConfig;
import java.util.List;
import java.util.Objects;

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

    /** Whether tokens of both have the same {@code iss}. */
    boolean hasNameOf(Issuer other) {
        return settings.issuer().equals(other.settings.issuer());
    }

    /** Whether the keys for other settings are the same ones. */
    boolean hasKeysOf(AuthConfig.Issuer other) {
        return settings.issuer().equals(other.issuer())
                && Objects.equals(settings.jwksUri(), other.jwksUri());
    }

    /**
     * Judges a token; what costs nothing is looked at first.
     *
     * @param others issuers of the same name that the token was found not to be for
     * @param millis now, since 1970
     */
    Verification verify(UnverifiedToken token, List<Issuer> others, long millis) {
        TokenFault fault = rules.header(token.header());
        if (fault == null) {
            fault = rules.claims(token.claims(), millis / 1e3);
        }
        if (fault != null) {
            return Refusal.of(fault);
        }
        String algorithm = token.header().getAlgorithm().getName();
        return switch (keys.find(token.keyId(), algorithm)) {
            case KeySet.Candidates found when found.verify(token) ->
                    principal(token.claims(), others);
            case KeySet.Candidates found when found.named() -> Refusal.of(TokenFault.SIGNATURE);
            case KeySet.Candidates _ -> without(keys.missing(), TokenFault.SIGNATURE);
            case IssuerKeys.Lookup none -> without(none, TokenFault.KEY);
        };
    }

    /** What becomes of a token whose key is not there. */
    private Verification without(IssuerKeys.Lookup lookup, TokenFault fault) {
        return switch (lookup) {
            case IssuerKeys.Pending(var fetched) -> new Verification.KeysNeeded(fetched);
            case IssuerKeys.Absent.UNAVAILABLE -> Refusal.unavailable(keys.reason());
            case IssuerKeys.Absent.UNKNOWN -> Refusal.of(fault);
            case KeySet.Candidates _ -> Refusal.of(fault);
        };
    }

    /** Whether a token is for this issuer's audience and clients, where several have its name. */
    boolean isFor(ClaimReader claims) {
        return rules.isFor(claims);
    }

    private Verification principal(ClaimReader claims, List<Issuer> others) {
        String user = rules.user(claims);
        if (user == null) {
            return Refusal.of(TokenFault.SUBJECT);
        }
        var found =
                new Principal.Claims(
                        user, rules.tenant(claims), rules.roles(claims), rules.scopes(claims));
        if (claims.isFaulty()) {
            return Refusal.of(TokenFault.CLAIM);
        }
        byte[] lines = IdentityLines.of(settings.name(), found);
        long expires = (long) (claims.seconds("exp") * 1e3);
        return new VerifiedToken(
                new Principal(settings.name(), found, lines), this, others, expires);
    }
}
