package io.xynergy.gateway.auth;

import io.xynergy.gateway.observe.LogText;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A caller whose identity a token proved, with everything about it that requests need, in the form
 * in which they need it.
 */
public final class Principal implements Verdict, Verification {

    /** Objects without the texts in them, those of a cache's entry included. */
    private static final int OBJECT_BYTES = 512;

    /** A name's objects in a set, without its characters. */
    private static final int NAME_BYTES = 80;

    private final Issuer issuer;
    private final List<Issuer> others;
    private final Set<String> roles;
    private final Set<String> scopes;
    private final boolean allRoles;
    private final boolean allScopes;
    private final byte[] lines;
    private final LogText user;
    private final @Nullable LogText tenant;
    private final long expiresMillis;

    /** Who it is, as the token says. */
    record Claims(String user, @Nullable String tenant, Names roles, Names scopes) {}

    /**
     * A proven caller.
     *
     * @param others issuers of the same name that the token is not for
     * @param expiresMillis when the proof ends, since 1970
     */
    Principal(Issuer issuer, List<Issuer> others, Claims claims, byte[] lines, long expiresMillis) {
        this.issuer = issuer;
        this.others = List.copyOf(others);
        this.roles = Set.copyOf(claims.roles().values());
        this.scopes = Set.copyOf(claims.scopes().values());
        this.allRoles = claims.roles().complete();
        this.allScopes = claims.scopes().complete();
        this.lines = lines;
        this.user = LogText.of(claims.user());
        this.tenant = claims.tenant() == null ? null : LogText.of(claims.tenant());
        this.expiresMillis = expiresMillis;
    }

    /** The header lines that tell an upstream who calls; shared, so not to be changed. */
    public byte[] lines() {
        return lines;
    }

    /** The user for the access log. */
    public LogText user() {
        return user;
    }

    /** The tenant for the access log, if there is one. */
    public @Nullable LogText tenant() {
        return tenant;
    }

    Issuer issuer() {
        return issuer;
    }

    /** Whether the token was found not to be for an issuer of the same name. */
    boolean isNotOf(Issuer other) {
        return others.contains(other);
    }

    /** Whether {@link #roles} are all that the caller has; a token need not carry all of them. */
    boolean hasAllRoles() {
        return allRoles;
    }

    /** Whether {@link #scopes} are all that the caller has. */
    boolean hasAllScopes() {
        return allScopes;
    }

    /** Bytes of memory, roughly. */
    int weight() {
        int names = OBJECT_BYTES + 2 * lines.length;
        for (Set<String> each : List.of(roles, scopes)) {
            for (String name : each) {
                names += NAME_BYTES + 2 * name.length();
            }
        }
        return names;
    }

    Set<String> roles() {
        return roles;
    }

    Set<String> scopes() {
        return scopes;
    }

    long expiresMillis() {
        return expiresMillis;
    }
}
