package io.xynergy.gateway.auth;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import io.xynergy.kit.metrics.Meters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who sends a request, by a bearer token (RFC 6750) or an API key, on the virtual thread
 * that serves it.
 *
 * <p>A token that was verified lately costs one SHA-256 and one look-up there. Everything else is
 * done by other threads while the request waits, because keys may have to be fetched and signatures
 * take time that a core does not have.
 */
public final class Authenticator implements AutoCloseable {

    /** How long a request waits for its token to be verified. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final byte[] BEARER = Ascii.bytes("bearer");

    private final InstantSource clock;
    private final AuthCounters counters;
    private final Verifications verifications;
    private final @Nullable CallerProofs proofs;

    /** Whether the use of a key is noted. */
    private final boolean notes;

    /** Judges alike, with counts and a memory of its own; null: this is that one. */
    private final @Nullable Authenticator aside;

    /**
     * Knows nobody yet.
     *
     * @param clock for what tokens say of times
     * @param nanos for how long things take
     * @param proofs sign for services who a caller is; null: nobody does
     */
    public Authenticator(
            InstantSource clock,
            LongSupplier nanos,
            AuthCounters counters,
            @Nullable CallerProofs proofs) {
        this(
                clock,
                counters,
                new Verifications(clock, nanos, PATIENCE, counters),
                proofs,
                aside(clock, nanos));
    }

    /** What is only explained is sent to no service, so nobody has to sign it. */
    private static Authenticator aside(InstantSource clock, LongSupplier nanos) {
        var counters = new AuthCounters(new Meters());
        return new Authenticator(
                clock, counters, new Verifications(clock, nanos, PATIENCE, counters), null, null);
    }

    Authenticator(
            InstantSource clock,
            AuthCounters counters,
            Verifications verifications,
            @Nullable CallerProofs proofs) {
        this(clock, counters, verifications, proofs, null);
    }

    private Authenticator(
            InstantSource clock,
            AuthCounters counters,
            Verifications verifications,
            @Nullable CallerProofs proofs,
            @Nullable Authenticator aside) {
        this.clock = clock;
        this.counters = counters;
        this.verifications = verifications;
        this.proofs = proofs;
        this.aside = aside;
        this.notes = aside != null;
    }

    /**
     * Judges as {@link #check} does a request that is only explained: no metric counts it, no token
     * is remembered for requests, and no key is used. It may fetch an issuer's keys.
     */
    public Verdict look(Fields fields, RouteAccess access, Buffers buffers) {
        return (aside == null ? this : aside).check(fields, access, buffers);
    }

    /** Checks a request against what its route asks; waits for a bounded time. */
    public Verdict check(Fields fields, RouteAccess access, Buffers buffers) {
        Verdict verdict = identify(fields, access, buffers);
        return proofs != null && verdict instanceof Principal caller
                ? proofs.prove(caller)
                : verdict;
    }

    /**
     * Proves a caller once more, because a request may wait or be repeated for longer than a proof
     * holds; waits for a bounded time.
     *
     * @return why there is no proof; null: there is one, or nobody signs
     */
    public @Nullable Refusal prove(Principal caller) {
        return proofs != null && proofs.prove(caller) instanceof Refusal refusal ? refusal : null;
    }

    private Verdict identify(Fields fields, RouteAccess access, Buffers buffers) {
        if (!access.isChecked()) {
            return Anonymous.NOBODY;
        }
        int key = fields.find(FieldName.X_API_KEY);
        boolean hasKey = key >= 0 && isCredential(fields, key, access);
        int field = fields.find(FieldName.AUTHORIZATION);
        if (field >= 0 && fields.find(FieldName.AUTHORIZATION, field + 1) >= 0) {
            return Refusal.SEVERAL_AUTHORIZATIONS;
        }
        int token = field < 0 ? -1 : bearer(fields, field);
        if (token < 0) {
            return hasKey ? checkKey(fields, key, access, buffers) : access.withoutCredential();
        }
        if (hasKey) {
            return Refusal.SEVERAL_CREDENTIALS;
        }
        int end = fields.valueEnd(field);
        return token == end
                ? Refusal.EMPTY_TOKEN
                : checkToken(fields.bytes(), token, end, access, buffers);
    }

    /** Where a bearer token begins; −1: another scheme proves nothing here (RFC 6750, 3.1). */
    private static int bearer(Fields fields, int field) {
        byte[] bytes = fields.bytes();
        int start = fields.valueStart(field);
        int end = fields.valueEnd(field);
        int scheme = endOfScheme(bytes, start, end);
        if (!Ascii.equalsIgnoreCase(bytes, start, scheme, BEARER)) {
            return -1;
        }
        int token = scheme;
        while (token < end && bytes[token] == ' ') {
            token++;
        }
        return token;
    }

    /** On a route that takes no keys, what has none of the gateway's in it is the service's own. */
    private static boolean isCredential(Fields fields, int key, RouteAccess access) {
        for (int i = key;
                i >= 0 && !access.takesKeys();
                i = fields.find(FieldName.X_API_KEY, i + 1)) {
            if (ApiKeys.isIn(fields.bytes(), fields.valueStart(i), fields.valueEnd(i))) {
                return true;
            }
        }
        return access.takesKeys();
    }

    private Verdict checkKey(Fields fields, int key, RouteAccess access, Buffers buffers) {
        if (fields.find(FieldName.X_API_KEY, key + 1) >= 0) {
            return Refusal.SEVERAL_KEYS;
        }
        return checkKey(
                fields.bytes(), fields.valueStart(key), fields.valueEnd(key), access, buffers);
    }

    private Verdict checkKey(
            byte[] bytes, int start, int end, RouteAccess access, Buffers buffers) {
        ApiKeys keys = access.keys();
        if (keys == null) {
            return counters.refusedKey(Refusal.KEYS_NOT_TAKEN);
        }
        if (!ApiKeys.hasForm(bytes, start, end)) {
            return counters.refusedKey(Refusal.KEY_MALFORMED);
        }
        long day = notes ? TimeUnit.MILLISECONDS.toDays(clock.millis()) : ApiKeys.NO_DAY;
        Principal caller = keys.find(bytes, start, end, buffers, day);
        return caller == null ? counters.refusedKey(Refusal.KEY_UNKNOWN) : caller;
    }

    private static int endOfScheme(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != ' ') {
            at++;
        }
        return at;
    }

    private Verdict checkToken(
            byte[] bytes, int start, int end, RouteAccess access, Buffers buffers) {
        if (ApiKeys.hasForm(bytes, start, end)) {
            return checkKey(bytes, start, end, access, buffers);
        }
        if (end - start > UnverifiedToken.LONGEST) {
            return counters.refused(Refusal.of(TokenFault.TOO_LONG));
        }
        if (!access.acceptsTokens()) {
            return counters.refused(Refusal.of(TokenFault.ISSUER));
        }
        TokenDigest digest = TokenDigest.of(buffers.sha256(bytes, start, end));
        TokenCache cache = verifications.cache();
        VerifiedToken known = cache == null ? null : cache.get(digest);
        if (known != null && access.accepts(known) && clock.millis() < known.expiresMillis()) {
            counters.hit();
            return known.caller();
        }
        counters.missed();
        byte[] token = Arrays.copyOfRange(bytes, start, end);
        return verifications.verify(token, digest, access);
    }

    @Override
    public void close() {
        verifications.close();
        if (aside != null) {
            aside.close();
        }
    }
}
