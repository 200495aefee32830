package io.xynergy.kit.settings;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a setting's text as its type. */
final class ValueText {

    /** Durations as policies write them: {@code 500ms}, {@code 30s}, {@code 1h30m}. */
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

    private ValueText() {}

    /**
     * The value.
     *
     * @throws IllegalArgumentException saying what was expected, without the text itself
     */
    static Object read(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        }
        if (type == Secret.class) {
            return new Secret(text);
        }
        if (type == int.class) {
            return number(text);
        }
        if (type == boolean.class) {
            return truth(text);
        }
        if (type == Duration.class) {
            return duration(text);
        }
        if (type == URI.class) {
            return URI.create(text);
        }
        if (type == Path.class) {
            return Path.of(text);
        }
        if (type.isEnum()) {
            return constant(type, text);
        }
        throw new IllegalStateException("settings have no type " + type.getName());
    }

    /** What a type is called in messages and tables. */
    static String name(Class<?> type) {
        if (type == Secret.class) {
            return "secret text";
        }
        if (type == String.class) {
            return "text";
        }
        if (type == int.class) {
            return "whole number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        if (type == Duration.class) {
            return "duration such as 500ms, 30s or 1h30m";
        }
        return type.isEnum() ? choices(type) : type.getSimpleName();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("a whole number");
        }
    }

    private static boolean truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    private static Duration duration(String text) {
        Matcher match = DURATION.matcher(text);
        if (text.isEmpty() || !match.matches()) {
            throw new IllegalArgumentException("a " + name(Duration.class));
        }
        return Duration.ofHours(part(match, 1))
                .plusMinutes(part(match, 2))
                .plusSeconds(part(match, 3))
                .plusMillis(part(match, 4));
    }

    private static long part(Matcher match, int group) {
        String digits = match.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static Object constant(Class<?> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> ((Enum<?>) one).name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("one of " + choices(type)));
    }

    private static String choices(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(one -> ((Enum<?>) one).name().toLowerCase(Locale.ROOT))
                .reduce((all, next) -> all + ", " + next)
                .orElse("");
    }
}
