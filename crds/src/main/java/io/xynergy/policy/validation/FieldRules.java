package io.xynergy.policy.validation;

import io.xynergy.policy.Rule;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Problems;
import io.xynergy.policy.document.Quote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Rules about a single field, whatever section it is in. */
final class FieldRules {

    static final int LONGEST_NAME = 63;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?");
    private static final Pattern OBJECT_NAME =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern OBJECT_KEY = Pattern.compile("[A-Za-z0-9._-]+");
    private static final int LONGEST_OBJECT_NAME = 253;

    private final Problems problems;

    FieldRules(Problems problems) {
        this.problems = problems;
    }

    void report(Rule rule, DocumentPath path, Object... arguments) {
        problems.add(rule, path, arguments);
    }

    void require(boolean holds, Rule rule, DocumentPath path, Object... arguments) {
        if (!holds) {
            problems.add(rule, path, arguments);
        }
    }

    void warn(DocumentPath path, String message) {
        problems.warn(path, message);
    }

    void name(String name, int longest, DocumentPath path) {
        boolean good = name.length() <= longest && NAME.matcher(name).matches();
        require(good, Rule.NAME, path, Quote.of(name), longest);
    }

    void objectName(@Nullable String name, DocumentPath path) {
        if (name != null) {
            boolean good =
                    name.length() <= LONGEST_OBJECT_NAME && OBJECT_NAME.matcher(name).matches();
            require(good, Rule.OBJECT_NAME, path, Quote.of(name));
        }
    }

    void objectKey(String key, DocumentPath path) {
        boolean good = key.length() <= LONGEST_OBJECT_NAME && OBJECT_KEY.matcher(key).matches();
        require(good, Rule.OBJECT_KEY, path, Quote.of(key));
    }

    /** Names must be good and different; the rest of an item is not looked at. */
    <T> void names(List<T> items, Function<T, String> nameOf, DocumentPath path) {
        Map<String, Integer> taken = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            String name = nameOf.apply(items.get(i));
            DocumentPath place = path.item(i).field("name");
            name(name, LONGEST_NAME, place);
            Integer earlier = taken.putIfAbsent(name, i);
            if (earlier != null) {
                report(Rule.DUPLICATE_NAME, place, Quote.of(name), path.item(earlier));
            }
        }
    }

    void atMost(Collection<?> items, int most, DocumentPath path) {
        require(items.size() <= most, Rule.TOO_MANY, path, items.size(), most);
    }

    void someAtMost(Collection<?> items, int most, DocumentPath path) {
        require(!items.isEmpty(), Rule.TOO_FEW, path);
        atMost(items, most, path);
    }

    void different(List<?> items, DocumentPath path) {
        Set<Object> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            Object item = items.get(i);
            if (!seen.add(item)) {
                report(Rule.DUPLICATE_ITEM, path.item(i), Quote.of(item.toString()));
            }
        }
    }

    void text(@Nullable String text, int longest, DocumentPath path) {
        if (text != null) {
            require(!text.isEmpty(), Rule.EMPTY_TEXT, path);
            require(text.length() <= longest, Rule.TOO_LONG, path, text.length(), longest);
        }
    }

    <T extends Comparable<T>> void range(@Nullable T value, T min, T max, DocumentPath path) {
        if (value != null) {
            boolean good = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
            require(good, Rule.OUT_OF_RANGE, path, show(value), show(min), show(max));
        }
    }

    <T extends Comparable<T>> void ordered(
            String low, @Nullable T min, String high, @Nullable T max, DocumentPath path) {
        if (min != null && max != null) {
            boolean good = min.compareTo(max) <= 0;
            require(good, Rule.MIN_OVER_MAX, path, low, show(min), high, show(max));
        }
    }

    void exactlyOne(DocumentPath path, Map<String, Boolean> set) {
        List<String> found = set.keySet().stream().filter(set::get).toList();
        require(found.size() == 1, Rule.EXACTLY_ONE, path, join(set.keySet()), has(found, set));
    }

    void atMostOne(DocumentPath path, Map<String, Boolean> set) {
        List<String> found = set.keySet().stream().filter(set::get).toList();
        require(found.size() <= 1, Rule.AT_MOST_ONE, path, join(set.keySet()), has(found, set));
    }

    void atLeastOne(DocumentPath path, Map<String, Boolean> set) {
        require(set.containsValue(true), Rule.AT_LEAST_ONE, path, join(set.keySet()));
    }

    /** Alternatives in the order in which a message names them. */
    static Map<String, Boolean> alternatives(Object... namesAndWhetherSet) {
        Map<String, Boolean> set = new LinkedHashMap<>();
        for (int i = 0; i < namesAndWhetherSet.length; i += 2) {
            set.put((String) namesAndWhetherSet[i], (Boolean) namesAndWhetherSet[i + 1]);
        }
        return set;
    }

    static String show(Object value) {
        return Shown.of(value);
    }

    /** The found ones of some alternatives. */
    private static String has(List<String> found, Map<String, Boolean> set) {
        boolean two = set.size() == 2;
        if (found.isEmpty()) {
            return two ? "neither" : "none";
        }
        return two && found.size() == 2 ? "both" : join(found);
    }

    private static String join(Collection<String> names) {
        var all = new ArrayList<>(names);
        String last = all.removeLast();
        return all.isEmpty() ? last : String.join(", ", all) + " and " + last;
    }
}
