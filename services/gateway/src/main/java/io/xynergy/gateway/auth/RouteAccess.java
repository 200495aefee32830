package io.xynergy.gateway.auth;

import io.xynergy.policy.compiled.Access;
import io.xynergy.policy.compiled.GatewayConfig.AuthMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one route asks of its callers. */
public final class RouteAccess {

    private final AuthMode mode;
    private final List<Issuer> issuers;
    private final @Nullable ApiKeys keys;
    private final List<String> roles;
    private final List<String> scopes;
    private final Refusal lacksRole;
    private final Refusal lacksScope;
    private final Refusal mayLackRole;
    private final Refusal mayLackScope;

    /**
     * What a route asks.
     *
     * @param keys those of the configuration; they count only if the route takes them
     */
    RouteAccess(AuthMode mode, Access access, List<Issuer> issuers, ApiKeys keys) {
        this.keys = access.apiKeys() ? keys : null;
        this.mode = mode;
        this.issuers = List.copyOf(issuers);
        this.roles = access.roles();
        this.scopes = access.scopes();
        this.lacksRole = Refusal.forbidden("the caller has none of the route's roles", List.of());
        this.lacksScope = Refusal.forbidden("the caller lacks a scope of the route", scopes);
        this.mayLackRole =
                Refusal.forbidden(
                        "the token lists only some of the roles of the caller, none of which the route accepts",
                        List.of());
        this.mayLackScope =
                Refusal.forbidden(
                        "the token lists only some of the scopes of the caller, which lack one of the route",
                        scopes);
    }

    /** Whether credentials are looked at, and so end here. */
    public boolean isChecked() {
        return mode != AuthMode.NONE;
    }

    /** The roles of which a caller needs one; empty: none is asked for. */
    public List<String> roles() {
        return roles;
    }

    /** The scopes that a caller needs. */
    public List<String> scopes() {
        return scopes;
    }

    /** What becomes of a request without a credential. */
    Verdict withoutCredential() {
        if (mode != AuthMode.REQUIRED) {
            return Anonymous.NOBODY;
        }
        if (keys == null) {
            return Refusal.MISSING;
        }
        return issuers.isEmpty() ? Refusal.MISSING_KEY : Refusal.MISSING_BOTH;
    }

    /** The keys that are taken; null: the route takes none. */
    @Nullable ApiKeys keys() {
        return keys;
    }

    /** Whether {@code X-Api-Key} is looked at here, and so ends here. */
    public boolean takesKeys() {
        return isChecked() && keys != null;
    }

    boolean acceptsTokens() {
        return !issuers.isEmpty();
    }

    /** Whether a token that was verified lately would be found to be the same caller's here. */
    boolean accepts(VerifiedToken token) {
        Issuer issuer = token.issuer();
        for (int i = 0; i < issuers.size(); i++) {
            Issuer accepted = issuers.get(i);
            if (accepted == issuer) {
                return true;
            }
            if (accepted.hasNameOf(issuer) && !token.isNotOf(accepted)) {
                return false; // by its rules, which come first here, it may be another's
            }
        }
        return false;
    }

    /**
     * The issuer whose rules a token has to keep: by its {@code iss}, and where the policy has
     * several of one such name, the first whose audiences and clients it is for; null if there is
     * none of this name.
     */
    @Nullable Choice issuerOf(ClaimReader claims) {
        String iss = claims.raw("iss");
        List<Issuer> others = List.of();
        for (Issuer issuer : issuers) {
            if (issuer.settings().issuer().equals(iss)) {
                if (issuer.isFor(claims)) {
                    return new Choice(issuer, others);
                }
                others = others.isEmpty() ? new ArrayList<>() : others;
                others.add(issuer);
            }
        }
        return others.isEmpty() ? null : new Choice(others.getFirst(), List.of());
    }

    /**
     * A token's issuer.
     *
     * @param others issuers with its name that the token is not for
     */
    record Choice(Issuer issuer, List<Issuer> others) {

        Choice {
            others = List.copyOf(others);
        }
    }

    /** Why a known caller may not, or null: it needs one of the roles and all of the scopes. */
    public @Nullable Refusal refuses(Principal caller) {
        if (!roles.isEmpty() && !hasOne(caller.roles())) {
            return caller.hasAllRoles() ? lacksRole : mayLackRole;
        }
        if (scopes.isEmpty() || caller.scopes().containsAll(scopes)) {
            return null;
        }
        return caller.hasAllScopes() ? lacksScope : mayLackScope;
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
