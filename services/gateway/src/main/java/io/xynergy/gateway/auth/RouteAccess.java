package io.xynergy.gateway.auth;

import io.xynergy.policy.compiled.Access;
import io.xynergy.policy.compiled.GatewayConfig.AuthMode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one route asks of its callers. */
public final class RouteAccess {

    private final AuthMode mode;
    private final List<Issuer> issuers;
    private final List<String> roles;
    private final List<String> scopes;
    private final Refusal lacksRole;
    private final Refusal lacksScope;

    RouteAccess(AuthMode mode, Access access, List<Issuer> issuers) {
        this.mode = mode;
        this.issuers = List.copyOf(issuers);
        this.roles = access.roles();
        this.scopes = access.scopes();
        this.lacksRole = Refusal.forbidden("the caller has none of the route's roles", List.of());
        this.lacksScope = Refusal.forbidden("the caller lacks a scope of the route", scopes);
    }

    /** Whether credentials are looked at, and so end here. */
    public boolean isChecked() {
        return mode != AuthMode.NONE;
    }

    /** What becomes of a request without a bearer token. */
    Verdict withoutToken() {
        return mode == AuthMode.REQUIRED ? Refusal.MISSING : Anonymous.NOBODY;
    }

    boolean acceptsTokens() {
        return !issuers.isEmpty();
    }

    boolean accepts(Issuer issuer) {
        for (int i = 0; i < issuers.size(); i++) {
            if (issuers.get(i) == issuer) {
                return true;
            }
        }
        return false;
    }

    /**
     * The issuer whose rules a token has to keep: by its {@code iss}, and where the policy has
     * several of one such name, by the audience.
     */
    @Nullable Issuer issuerOf(ClaimReader claims) {
        String iss = claims.raw("iss");
        Issuer found = null;
        for (Issuer issuer : issuers) {
            if (issuer.settings().issuer().equals(iss)) {
                found = found == null ? issuer : found;
                List<String> audiences = issuer.settings().audiences();
                if (claims.audiences().stream().anyMatch(audiences::contains)) {
                    return issuer;
                }
            }
        }
        return found;
    }

    /** Whether a known caller may: one of the roles, all of the scopes. */
    Verdict authorize(Principal principal) {
        if (!roles.isEmpty() && !hasOne(principal.roles())) {
            return lacksRole;
        }
        return scopes.isEmpty() || principal.scopes().containsAll(scopes) ? principal : lacksScope;
    }

    private boolean hasOne(Set<String> held) {
        for (int i = 0; i < roles.size(); i++) {
            if (held.contains(roles.get(i))) {
                return true;
            }
        }
        return false;
    }
}
