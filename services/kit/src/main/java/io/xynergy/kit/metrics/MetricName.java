package io.xynergy.kit.metrics;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a metric may be called: the rules of {@code promtool check metrics} (client_golang, package
 * promlint), so that a name that breaks them is never published.
 *
 * <p>One rule is ours: no capital letters at all.
 */
final class MetricName {

    private static final Pattern SHAPE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]*");

    /** Units that are no base units, as they stand between underscores. */
    private static final Set<String> DERIVED =
            Set.of(
                    "minutes",
                    "hours",
                    "days",
                    "weeks",
                    "kelvins",
                    "fahrenheit",
                    "rankine",
                    "inches",
                    "yards",
                    "miles",
                    "bits",
                    "calories",
                    "pounds",
                    "ounces");

    private static final Pattern PREFIXED =
            Pattern.compile(
                    "(pico|nano|micro|milli|centi|deci|deca|hecto|kilo|kibi|mega|mebi|giga|gibi"
                            + "|tera|tebi|peta|pebi)(amperes|bytes|bits|grams|joules|meters|metres"
                            + "|seconds|volts|calories|minutes|hours|days)");

    private static final Set<String> ABBREVIATED =
            Set.of("s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d");

    private static final List<String> OF_HISTOGRAMS = List.of("_bucket", "_count", "_sum");

    private MetricName() {}

    /**
     * Refuses what Prometheus's own check would complain about.
     *
     * @throws IllegalArgumentException naming the metric and the rule
     */
    static void require(Family.Kind kind, String name, String help, List<String> labels) {
        fault(kind, name)
                .or(() -> help.isBlank() ? Optional.of("has no help text") : Optional.empty())
                .or(() -> label(labels))
                .ifPresent(fault -> {
                    throw new IllegalArgumentException("metric " + name + ": " + fault);
                });
    }

    private static Optional<String> fault(Family.Kind kind, String name) {
        if (!SHAPE.matcher(name).matches()) {
            return Optional.of("not a name in lower case with single underscores between words");
        }
        return suffix(kind, name).or(() -> words(kind, List.of(name.split("_"))));
    }

    private static Optional<String> suffix(Family.Kind kind, String name) {
        boolean total = name.endsWith("_total");
        if (total != (kind == Family.Kind.COUNTER)) {
            return Optional.of("a counter's name ends in _total, and no other");
        }
        if (kind == Family.Kind.HISTOGRAM && !name.endsWith("_seconds")) {
            return Optional.of("a histogram's name ends in _seconds");
        }
        return OF_HISTOGRAMS.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(suffix -> "ends in " + suffix + ", which is for lines of histograms");
    }

    private static Optional<String> words(Family.Kind kind, List<String> words) {
        if (words.contains(kind.name().toLowerCase(Locale.ROOT))) {
            return Optional.of("has its type in its name");
        }
        for (String word : words) {
            if (DERIVED.contains(word) || PREFIXED.matcher(word).matches()) {
                return Optional.of(word + " is no base unit: use seconds, bytes, meters");
            }
            if (ABBREVIATED.contains(word)) {
                return Optional.of(word + " is an abbreviated unit");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> label(List<String> labels) {
        return labels.stream()
                .filter(label ->
                        !LABEL.matcher(label).matches()
                                || label.equals("le")
                                || label.equals("quantile"))
                .findFirst()
                .map(label -> "label " + label + " is reserved, or not in lower case");
    }
}
