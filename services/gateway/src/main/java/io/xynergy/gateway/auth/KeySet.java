package io.xynergy.gateway.auth;

import com.nimbusds.jose.JOSEException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys that an issuer signs with, as it publishes them (RFC 7517, 5). */
record KeySet(List<VerificationKey> keys) {

    private static final int MOST = 100;

    /** Most keys that a signature is tried with. */
    static final int MOST_TRIED = 8;

    KeySet {
        keys = List.copyOf(keys);
    }

    /**
     * Reads a set; keys that cannot be used are left out, as the RFC asks.
     *
     * @throws ParseException if it is no key set, or no key of it can be used
     */
    static KeySet parse(String json) throws ParseException {
        Map<String, @Nullable Object> document = JsonObject.readEachForItself(json);
        if (document == null || !(document.get("keys") instanceof List<?> all)) {
            throw new ParseException("it is no key set", 0);
        }
        if (all.size() > MOST) {
            throw new ParseException("it has " + all.size() + " keys, more than " + MOST, 0);
        }
        List<VerificationKey> keys = new ArrayList<>();
        for (Object key : all) {
            VerificationKey usable = usable(key);
            if (usable != null) {
                keys.add(usable);
            }
        }
        if (keys.isEmpty()) {
            throw new ParseException("none of its " + all.size() + " keys can be used", 0);
        }
        return new KeySet(keys);
    }

    /** Whatever is odd about a key, it is that key alone that is left out. */
    private static @Nullable VerificationKey usable(@Nullable Object key) {
        if (!(key instanceof Map<?, ?> members)) {
            return null;
        }
        try {
            return VerificationKey.of(members);
        } catch (ParseException | JOSEException | RuntimeException _) {
            return null;
        }
    }

    /**
     * The keys that a token's signature may be of, at most {@link #MOST_TRIED}: those of the name
     * that it gives; else, as issuers need not name their keys (RFC 7517, 4.5), those without one;
     * for a token that gives none, all that fit.
     *
     * @param id never empty
     * @return null if there is none
     */
    @Nullable Candidates find(@Nullable String id, String algorithm) {
        List<VerificationKey> fitting =
                keys.stream().filter(key -> key.algorithms().contains(algorithm)).toList();
        if (id != null) {
            List<VerificationKey> named = withId(id, fitting);
            if (!named.isEmpty()) {
                return new Candidates(named, true);
            }
            fitting = withId(null, fitting);
        }
        return fitting.isEmpty() ? null : new Candidates(fitting, false);
    }

    private static List<VerificationKey> withId(@Nullable String id, List<VerificationKey> keys) {
        return keys.stream().filter(key -> Objects.equals(id, key.id())).toList();
    }

    /**
     * Keys of which one may be a token's.
     *
     * @param named whether the token names them: else the issuer's newest key may be missing
     */
    record Candidates(List<VerificationKey> keys, boolean named) implements IssuerKeys.Lookup {

        Candidates {
            keys = keys.stream().limit(MOST_TRIED).toList();
        }

        /** Whether the token is signed by one of them. */
        boolean verify(UnverifiedToken token) {
            return keys.stream().anyMatch(key -> key.verifies(token));
        }
    }
}
