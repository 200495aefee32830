package io.xynergy.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads claims by what they have to be, and remembers when one is not.
 *
 * <p>A claim that is absent, or null, is not a fault here; one of another form or without bounds
 * is. Not thread safe.
 */
final class ClaimReader {

    /** Longest user, tenant, role or scope in characters. */
    static final int LONGEST = 128;

    /** Most roles and most scopes that are taken; Entra sends 200 groups. */
    static final int MOST = 500;

    private static final int MOST_AUDIENCES = 100;

    /**
     * Which claims are elsewhere, in distributed or aggregated form (OpenID Connect Core, 5.6.2).
     */
    private static final String ELSEWHERE = "_claim_names";

    /** Seconds that no honest clock reaches: year 33658. Bounds what times are compared with. */
    private static final double LATEST = 1e12;

    private final Map<String, @Nullable Object> claims;
    private boolean faulty;

    ClaimReader(Map<String, @Nullable Object> claims) {
        this.claims = claims;
    }

    /** Whether a claim that was read has another form than it must have. */
    boolean isFaulty() {
        return faulty;
    }

    /** A text or a whole number; null if it is absent. */
    @Nullable String text(String name) {
        return text(find(claims, name));
    }

    private @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String text when isSendable(text) && text.length() <= LONGEST -> text;
            case Long number -> Long.toString(number);
            default -> {
                faulty = true;
                yield null;
            }
        };
    }

    /** Whether there is such a claim, of whatever form. */
    boolean has(String name) {
        return find(claims, name) != null;
    }

    /** A text to be compared and not kept; null if it is absent or of another form. */
    @Nullable String peek(String name) {
        return find(claims, name) instanceof String text ? text : null;
    }

    /** A text of any length, to be compared and not kept. */
    @Nullable String raw(String name) {
        Object value = find(claims, name);
        if (value != null && !(value instanceof String)) {
            faulty = true;
        }
        return value instanceof String text ? text : null;
    }

    /** The claim {@code aud}: a list of texts, or one text (RFC 7519, 4.1.3). */
    List<String> audiences() {
        List<?> all =
                switch (claims.get("aud")) {
                    case null -> List.of();
                    case String text -> List.of(text);
                    case List<?> list -> list;
                    default -> {
                        faulty = true;
                        yield List.of();
                    }
                };
        List<String> audiences = new ArrayList<>();
        for (Object audience : all) {
            if (audience instanceof String text && audiences.size() < MOST_AUDIENCES) {
                audiences.add(text);
            } else {
                faulty = true;
            }
        }
        return audiences;
    }

    /** A time in seconds since 1970; NaN if it is absent. */
    double seconds(String name) {
        return switch (find(claims, name)) {
            case null -> Double.NaN;
            case Number number when Math.abs(number.doubleValue()) <= LATEST ->
                    number.doubleValue();
            default -> {
                faulty = true;
                yield Double.NaN;
            }
        };
    }

    /** A list of texts, or one text that is a list of one; empty if it is absent. */
    Names names(String name) {
        return names(name, false);
    }

    /** A list of texts, or one text with spaces between them (RFC 8693, 4.2). */
    Names spacedNames(String name) {
        return names(name, true);
    }

    private Names names(String claim, boolean spaced) {
        Object value = find(claims, claim);
        List<?> all =
                switch (value) {
                    case null -> List.of();
                    case String text when spaced -> List.of(text.split(" ", -1));
                    case String text -> List.of(text);
                    case List<?> list -> list;
                    default -> {
                        faulty = true;
                        yield List.of();
                    }
                };
        List<String> names = new ArrayList<>();
        boolean complete = !isElsewhere(claim);
        for (int i = 0; i < all.size() && !faulty; i++) {
            Object name = all.get(i);
            if (names.size() == MOST || name instanceof String text && text.length() > LONGEST) {
                complete = false; // no route can ask for so long a name
            } else {
                add(text(name), names);
            }
        }
        return new Names(names, complete);
    }

    private static void add(@Nullable String name, List<String> names) {
        if (name != null && !name.isEmpty()) {
            names.add(name);
        }
    }

    /** Whether a token only says where a claim is: Entra does for more than 200 groups. */
    private boolean isElsewhere(String claim) {
        boolean named =
                claims.get(ELSEWHERE) instanceof Map<?, ?> names && names.containsKey(claim);
        return named || claim.equals("groups") && Boolean.TRUE.equals(claims.get("hasgroups"));
    }

    /**
     * A claim by its name; a dot leads into a nested object when no claim has the whole name, as
     * names with dots in them are common too.
     */
    private static @Nullable Object find(Map<?, ?> claims, String name) {
        if (claims.containsKey(name)) {
            return claims.get(name);
        }
        for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
            if (claims.get(name.substring(0, dot)) instanceof Map<?, ?> nested) {
                Object found = find(nested, name.substring(dot + 1));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** Whether a text has neither control characters nor halves of characters. */
    private static boolean isSendable(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff);
    }
}
