package io.xynergy.gateway.auth;

import io.xynergy.gateway.observe.LogText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A caller whose identity a token or an API key proved, with everything about it that requests
 * need, in the form in which they need it.
 */
public final class Principal implements Verdict {

    /** Objects without the texts in them, those of a cache's entry included. */
    private static final int OBJECT_BYTES = 512;

    /** A name's objects in a set, without its characters. */
    private static final int NAME_BYTES = 80;

    private final String source;
    private final Set<String> roles;
    private final Set<String> scopes;
    private final boolean allRoles;
    private final boolean allScopes;
    private final byte[] lines;
    private final byte[] userKey;
    private final byte @Nullable [] tenantKey;
    private final LogText user;
    private final @Nullable LogText tenant;
    private final AtomicReference<@Nullable FutureTask<?>> making = new AtomicReference<>();
    private volatile @Nullable CallerProof proof;

    /** Who it is, as the token or the policy says. */
    record Claims(String user, @Nullable String tenant, Names roles, Names scopes) {}

    /**
     * A proven caller.
     *
     * @param source name of the issuer, which tells users of one name apart
     */
    Principal(String source, Claims claims, byte[] lines) {
        this.source = source;
        this.userKey = key("u" + source + '\n' + claims.user());
        this.tenantKey = claims.tenant() == null ? null : key("t" + claims.tenant());
        this.roles = Set.copyOf(claims.roles().values());
        this.scopes = Set.copyOf(claims.scopes().values());
        this.allRoles = claims.roles().complete();
        this.allScopes = claims.scopes().complete();
        this.lines = lines;
        this.user = LogText.of(claims.user());
        this.tenant = claims.tenant() == null ? null : LogText.of(claims.tenant());
    }

    /** The header lines that tell an upstream who calls; shared, so not to be changed. */
    public byte[] lines() {
        return lines;
    }

    /**
     * The header line that proves {@link #lines}; null: the gateway does not sign. Shared, so not
     * to be changed.
     */
    public byte @Nullable [] proofLine() {
        CallerProof current = proof;
        return current == null ? null : current.line();
    }

    @Nullable CallerProof proof() {
        return proof;
    }

    void proof(CallerProof made) {
        proof = made;
    }

    /** Has a task make the proof, unless another one does: then that one. */
    @Nullable FutureTask<?> making(FutureTask<?> task) {
        return making.compareAndExchange(null, task);
    }

    /** The task has ended. */
    void made() {
        making.set(null);
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What tells the user from all others and from tenants; shared, so not to be changed. */
    public byte[] userKey() {
        return userKey;
    }

    /**
     * What tells the tenant from all others and from users, if there is one; shared, so not to be
     * changed.
     */
    public byte @Nullable [] tenantKey() {
        return tenantKey;
    }

    /** Name of the issuer; {@link ApiKeys#ISSUER} for a key. */
    public String source() {
        return source;
    }

    /** The user for the access log. */
    public LogText user() {
        return user;
    }

    /** The tenant for the access log, if there is one. */
    public @Nullable LogText tenant() {
        return tenant;
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
        int names = OBJECT_BYTES + CallerProof.BYTES + 2 * lines.length;
        for (Set<String> each : List.of(roles, scopes)) {
            for (String name : each) {
                names += NAME_BYTES + 2 * name.length();
            }
        }
        return names;
    }

    /** The roles that are known. */
    public Set<String> roles() {
        return roles;
    }

    /** The scopes that are known. */
    public Set<String> scopes() {
        return scopes;
    }
}
