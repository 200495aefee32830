package io.xynergy.policy.document;

import io.xynergy.policy.ByteSize;
import io.xynergy.policy.Cpu;
import io.xynergy.policy.Percent;
import io.xynergy.policy.Refuses;
import io.xynergy.policy.Rule;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads single values by the type that a record asks for. */
final class ScalarBinder {

    private static final Pattern LEADING_ZERO = Pattern.compile("[-+]?0[0-9]+");
    private static final int LONGEST_DECIMAL = 32;

    /** Records that are written as a single value. */
    static final Set<Class<?>> MEASURES = Set.of(ByteSize.class, Cpu.class, Percent.class);

    private static final Map<Class<?>, Object> EMPTY =
            Map.ofEntries(
                    Map.entry(String.class, ""),
                    Map.entry(boolean.class, false),
                    Map.entry(Boolean.class, false),
                    Map.entry(int.class, 0),
                    Map.entry(Integer.class, 0),
                    Map.entry(long.class, 0L),
                    Map.entry(Long.class, 0L),
                    Map.entry(double.class, 0.0),
                    Map.entry(Double.class, 0.0),
                    Map.entry(BigDecimal.class, BigDecimal.ZERO),
                    Map.entry(Duration.class, Duration.ZERO),
                    Map.entry(Percent.class, new Percent(0)),
                    Map.entry(ByteSize.class, new ByteSize(0)),
                    Map.entry(Cpu.class, new Cpu(0)));

    private final Problems problems;
    private final Map<Class<?>, Reader> readers;

    ScalarBinder(Problems problems) {
        this.problems = problems;
        this.readers = readers();
    }

    /** The value, or null when it was reported as wrong. */
    @Nullable Object bind(Node node, Class<?> type, DocumentPath path) {
        if (!(node instanceof Node.ScalarNode scalar)) {
            return expected(node, path, expectation(type));
        }
        if (type.isEnum()) {
            return enumeration(scalar, type, path);
        }
        Reader reader = readers.get(type);
        if (reader == null) {
            throw new IllegalArgumentException("no reader for " + type);
        }
        return reader.read(scalar, path);
    }

    /** Stands in for a value that could not be read. */
    static @Nullable Object empty(Class<?> type) {
        return type.isEnum() ? type.getEnumConstants()[0] : EMPTY.get(type);
    }

    /** Reads a scalar as one type; null: reported as wrong. */
    private interface Reader {
        @Nullable Object read(Node.ScalarNode scalar, DocumentPath path);
    }

    private Map<Class<?>, Reader> readers() {
        return Map.ofEntries(
                Map.entry(String.class, this::text),
                Map.entry(boolean.class, this::bool),
                Map.entry(Boolean.class, this::bool),
                Map.entry(int.class, this::smallInteger),
                Map.entry(Integer.class, this::smallInteger),
                Map.entry(long.class, this::largeInteger),
                Map.entry(Long.class, this::largeInteger),
                Map.entry(double.class, this::approximate),
                Map.entry(Double.class, this::approximate),
                Map.entry(BigDecimal.class, this::decimal),
                Map.entry(Duration.class, measure(Duration.class, false, Quantities::duration)),
                Map.entry(Percent.class, measure(Percent.class, false, Quantities::percent)),
                Map.entry(ByteSize.class, measure(ByteSize.class, true, Quantities::bytes)),
                Map.entry(Cpu.class, measure(Cpu.class, true, Quantities::cpu)));
    }

    private Reader measure(
            Class<?> type, boolean mayBeNumber, Function<String, @Nullable Object> read) {
        return (scalar, path) -> {
            ScalarKind kind = scalar.kind();
            boolean fits = kind == ScalarKind.TEXT || mayBeNumber && kind == ScalarKind.INTEGER;
            Object value = fits ? read.apply(scalar.text()) : null;
            return value == null ? expected(scalar, path, expectation(type)) : value;
        };
    }

    private @Nullable Object smallInteger(Node.ScalarNode scalar, DocumentPath path) {
        Long number = integer(scalar, path, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return number == null ? null : (Object) Math.toIntExact(number);
    }

    private @Nullable Object largeInteger(Node.ScalarNode scalar, DocumentPath path) {
        return integer(scalar, path, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    private @Nullable Object approximate(Node.ScalarNode scalar, DocumentPath path) {
        BigDecimal number = decimal(scalar, path);
        return number == null ? null : (Object) number.doubleValue();
    }

    private @Nullable String text(Node.ScalarNode scalar, DocumentPath path) {
        return switch (scalar.kind()) {
            case TEXT -> scalar.text();
            case NOTHING -> notText(scalar, path, "");
            case BOOLEAN, INTEGER, DECIMAL ->
                    notText(scalar, path, "; put it in quotes to make it text");
        };
    }

    private @Nullable String notText(Node node, DocumentPath path, String ending) {
        problems.unreadable(Rule.WRONG_TYPE, path, "text", node.describe(), ending);
        return null;
    }

    private @Nullable Boolean bool(Node.ScalarNode scalar, DocumentPath path) {
        if (scalar.kind() == ScalarKind.BOOLEAN) {
            return scalar.text().charAt(0) == 't' || scalar.text().charAt(0) == 'T';
        }
        expected(scalar, path, "true or false");
        return null;
    }

    private @Nullable Long integer(Node.ScalarNode scalar, DocumentPath path, long min, long max) {
        String text = scalar.text();
        if (scalar.plain() && ScalarKind.isSmallNumber(text)) {
            return Long.valueOf(text);
        }
        if (scalar.kind() != ScalarKind.INTEGER) {
            expected(scalar, path, "a whole number");
            return null;
        }
        if (LEADING_ZERO.matcher(text).matches() || text.startsWith("0o")) {
            problems.unreadable(Rule.LEADING_ZERO, path, text);
            return null;
        }
        BigInteger number =
                text.startsWith("0x")
                        ? new BigInteger(text.substring(2), 16)
                        : new BigInteger(text);
        if (number.bitLength() > 63 || number.longValue() < min || number.longValue() > max) {
            problems.unreadable(Rule.NUMBER_TOO_LARGE, path, text);
            return null;
        }
        return number.longValue();
    }

    private @Nullable BigDecimal decimal(Node.ScalarNode scalar, DocumentPath path) {
        String text = scalar.text();
        boolean isNumber =
                scalar.kind() == ScalarKind.INTEGER || scalar.kind() == ScalarKind.DECIMAL;
        boolean isSpecial = text.contains("n") || text.contains("N") || text.startsWith("0");
        if (!isNumber || isSpecial && !text.matches("0(\\.[0-9]*)?([eE][-+]?[0-9]+)?")) {
            expected(scalar, path, "a number");
            return null;
        }
        if (text.length() > LONGEST_DECIMAL || text.matches(".*[eE][-+]?[0-9]{3,}")) {
            problems.unreadable(Rule.NUMBER_TOO_LARGE, path, text);
            return null;
        }
        return new BigDecimal(text);
    }

    private @Nullable Object enumeration(Node.ScalarNode scalar, Class<?> type, DocumentPath path) {
        Map<String, Enum<?>> spellings = EnumText.spellings(type);
        boolean isText = scalar.kind() == ScalarKind.TEXT;
        Enum<?> constant = isText ? spellings.get(scalar.text()) : null;
        if (constant == null) {
            String ending = isText ? ending(scalar.text(), type, spellings) : "";
            problems.unreadable(
                    Rule.NOT_ONE_OF, path, alternatives(spellings), scalar.describe(), ending);
        }
        return constant;
    }

    private static String ending(String text, Class<?> type, Map<String, Enum<?>> spellings) {
        Refuses refused = type.getAnnotation(Refuses.class);
        return refused != null && text.matches(refused.regex())
                ? "; " + refused.why()
                : Suggestion.ending(text, spellings.keySet());
    }

    @Nullable Object expected(Node node, DocumentPath path, String what) {
        return expected(node, path, what, "");
    }

    @Nullable Object expected(Node node, DocumentPath path, String what, String ending) {
        problems.unreadable(Rule.WRONG_TYPE, path, what, node.describe(), ending);
        return null;
    }

    private static String alternatives(Map<String, Enum<?>> spellings) {
        return String.join(", ", spellings.keySet());
    }

    private static String expectation(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + alternatives(EnumText.spellings(type));
        }
        return switch (type.getSimpleName()) {
            case "String" -> "text";
            case "boolean", "Boolean" -> "true or false";
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double", "BigDecimal" -> "a number";
            case "Duration" -> "a duration such as 500ms, 30s or 1h30m";
            case "Percent" -> "a percentage such as 20%";
            case "ByteSize" -> "a size in bytes such as 512Ki, 10Mi or 1M";
            case "Cpu" -> "an amount of CPU such as 500m or \"1\"";
            default -> throw new IllegalArgumentException("no reader for " + type);
        };
    }
}
