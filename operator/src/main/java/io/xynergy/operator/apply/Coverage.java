package io.xynergy.operator.apply;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether an object has all that is wanted of it. What else it has (defaults of the API server,
 * fields of others, containers that a webhook adds) is nobody's concern here.
 */
final class Coverage {

    private Coverage() {}

    /** Compares trees of maps, lists and scalars. */
    static boolean covers(@Nullable Object live, @Nullable Object wanted) {
        return switch (wanted) {
            case null -> true;
            case Map<?, ?> map -> live instanceof Map<?, ?> other && coversMap(other, map);
            case List<?> list -> live instanceof List<?> other && coversList(other, list);
            case Number number ->
                    live instanceof Number other && number.doubleValue() == other.doubleValue();
            default -> Objects.equals(live, wanted);
        };
    }

    private static boolean coversMap(Map<?, ?> live, Map<?, ?> wanted) {
        for (Map.Entry<?, ?> entry : wanted.entrySet()) {
            Object value = entry.getValue();
            boolean isNothing = value == null || value instanceof Map<?, ?> m && m.isEmpty();
            if (!isNothing && !covers(live.get(entry.getKey()), value)) {
                return false;
            }
        }
        return true;
    }

    /** Items with a name are found by it, because others may add some; the rest by position. */
    private static boolean coversList(List<?> live, List<?> wanted) {
        if (!wanted.isEmpty() && wanted.stream().allMatch(item -> name(item) != null)) {
            return wanted.stream().allMatch(item -> covers(named(live, name(item)), item));
        }
        if (live.size() != wanted.size()) {
            return false;
        }
        for (int i = 0; i < wanted.size(); i++) {
            if (!covers(live.get(i), wanted.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Object name(@Nullable Object item) {
        return item instanceof Map<?, ?> map ? map.get("name") : null;
    }

    private static @Nullable Object named(List<?> items, @Nullable Object name) {
        for (Object item : items) {
            if (Objects.equals(name(item), name)) {
                return item;
            }
        }
        return null;
    }
}
