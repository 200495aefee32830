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

    /** Most roles, most scopes and most audiences. */
    static final int MOST = 100;

    /** Seconds that no honest clock reaches: year 33658. Bounds what times are compared with. */
    private static final double LATEST = 1e12;

    private final Map<String, Object> claims;
    private boolean faulty;

    ClaimReader(Map<String, Object> claims) {
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
        Object value = claims.get("aud");
        List<?> all = value instanceof String text ? List.of(text) : List.of();
        all = value instanceof List<?> list ? list : all;
        List<String> audiences = new ArrayList<>();
        for (Object audience : all) {
            if (audience instanceof String text && audiences.size() < MOST) {
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
    List<String> names(String name) {
        return names(find(claims, name), false);
    }

    /** A list of texts, or one text with spaces between them (RFC 8693, 4.2). */
    List<String> spacedNames(String name) {
        return names(find(claims, name), true);
    }

    private List<String> names(@Nullable Object value, boolean spaced) {
        List<?> all =
                switch (value) {
                    case null -> List.of();
                    case String text when spaced -> List.of(text.split(" ", MOST + 2));
                    case String text -> List.of(text);
                    case List<?> list -> list;
                    default -> {
                        faulty = true;
                        yield List.of();
                    }
                };
        List<String> names = new ArrayList<>();
        faulty |= all.size() > MOST;
        for (int i = 0; i < all.size() && !faulty; i++) {
            String name = text(all.get(i));
            if (name != null && !name.isEmpty()) {
                names.add(name);
            }
        }
        return List.copyOf(names);
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
