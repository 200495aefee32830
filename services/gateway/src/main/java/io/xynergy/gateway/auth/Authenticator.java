package io.xynergy.gateway.auth;

import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * Finds out who sends a request (RFC 6750), on the virtual thread that serves it.
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

    /**
     * Knows nobody yet.
     *
     * @param clock for what tokens say of times
     * @param nanos for how long things take
     */
    public Authenticator(InstantSource clock, LongSupplier nanos, AuthCounters counters) {
        this(clock, counters, new Verifications(clock, nanos, PATIENCE, counters));
    }

    Authenticator(InstantSource clock, AuthCounters counters, Verifications verifications) {
        this.clock = clock;
        this.counters = counters;
        this.verifications = verifications;
    }

    /** Checks a request against what its route asks; waits for a bounded time. */
    public Verdict check(Fields fields, RouteAccess access, Buffers buffers) {
        if (!access.isChecked()) {
            return Anonymous.NOBODY;
        }
        int field = fields.find(FieldName.AUTHORIZATION);
        if (field < 0) {
            return access.withoutToken();
        }
        if (fields.find(FieldName.AUTHORIZATION, field + 1) >= 0) {
            return Refusal.SEVERAL_AUTHORIZATIONS;
        }
        byte[] bytes = fields.bytes();
        int start = fields.valueStart(field);
        int end = fields.valueEnd(field);
        int scheme = endOfScheme(bytes, start, end);
        if (!Ascii.equalsIgnoreCase(bytes, start, scheme, BEARER)) {
            return access.withoutToken(); // another scheme proves nothing here (RFC 6750, 3.1)
        }
        int token = scheme;
        while (token < end && bytes[token] == ' ') {
            token++;
        }
        return token == end ? Refusal.EMPTY_TOKEN : checkToken(bytes, token, end, access, buffers);
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
        if (end - start > UnverifiedToken.LONGEST) {
            return counters.refused(Refusal.of(TokenFault.TOO_LONG));
        }
        if (!access.acceptsTokens()) {
            return counters.refused(Refusal.of(TokenFault.ISSUER));
        }
        TokenDigest digest = digest(bytes, start, end, buffers);
        TokenCache cache = verifications.cache();
        Principal known = cache == null ? null : cache.get(digest);
        if (known != null && access.accepts(known) && clock.millis() < known.expiresMillis()) {
            counters.hit();
            return known;
        }
        counters.missed();
        byte[] token = Arrays.copyOfRange(bytes, start, end);
        return verifications.verify(token, digest, access);
    }

    private static TokenDigest digest(byte[] bytes, int start, int end, Buffers buffers) {
        MessageDigest sha256 = buffers.takeSha256();
        try {
            sha256.update(bytes, start, end - start);
            return TokenDigest.of(sha256.digest());
        } finally {
            buffers.give(sha256);
        }
    }

    @Override
    public void close() {
        verifications.close();
    }
}
