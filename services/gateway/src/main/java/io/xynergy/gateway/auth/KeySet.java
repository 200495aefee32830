package io.xynergy.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that an issuer signs with, as it publishes them (RFC 7517, 5). */
record KeySet(List<VerificationKey> keys) {

    private static final int MOST = 100;

    KeySet {
        keys = List.copyOf(keys);
    }

    /**
     * Reads a set; keys that cannot be used are left out, as the RFC asks.
     *
     * @throws ParseException if it is no key set, or no key of it can be used
     */
    static KeySet parse(String json) throws ParseException {
        Map<String, Object> document = JSONObjectUtils.parse(json);
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

    @SuppressWarnings("unchecked") // objects of JSON have texts for names
    private static @Nullable VerificationKey usable(@Nullable Object key) {
        if (!(key instanceof Map<?, ?> members)) {
            return null;
        }
        try {
            return VerificationKey.of(JWK.parse((Map<String, Object>) members));
        } catch (ParseException | JOSEException | IllegalArgumentException _) {
            return null;
        }
    }

    /**
     * The key of a token; null if there is none, or several without an id to tell them apart
     * (OpenID Connect Core, 10.1).
     */
    @Nullable VerificationKey find(@Nullable String id, String algorithm) {
        List<VerificationKey> fitting =
                keys.stream().filter(key -> key.fits(id, algorithm)).toList();
        boolean one = fitting.size() == 1 || id != null && !fitting.isEmpty();
        return one ? fitting.getFirst() : null;
    }
}
