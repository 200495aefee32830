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

    private final Issuer issuer;
    private final Set<String> roles;
    private final Set<String> scopes;
    private final byte[] lines;
    private final LogText user;
    private final @Nullable LogText tenant;
    private final long expiresMillis;

    /** Who it is, as the token says. */
    record Claims(String user, @Nullable String tenant, List<String> roles, List<String> scopes) {}

    /**
     * A proven caller.
     *
     * @param expiresMillis when the proof ends, since 1970
     */
    Principal(Issuer issuer, Claims claims, byte[] lines, long expiresMillis) {
        this.issuer = issuer;
        this.roles = Set.copyOf(claims.roles());
        this.scopes = Set.copyOf(claims.scopes());
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
