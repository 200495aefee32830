package io.xynergy.policy.document;

import io.xynergy.policy.ByteSize;
import io.xynergy.policy.Cpu;
import io.xynergy.policy.Percent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads Kubernetes quantities, Gateway API durations and percentages; null: not one. */
final class Quantities {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,5}(h|m|s|ms)){1,4}");
    private static final Pattern DURATION_PART = Pattern.compile("([0-9]{1,5})(h|ms|m|s)");
    private static final Pattern QUANTITY =
            Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?");
    private static final Pattern PERCENT = Pattern.compile("(100|[0-9]{1,2}(?:\\.[0-9]{1,2})?)%");
    private static final Map<String, BigDecimal> FACTORS =
            Map.ofEntries(
                    Map.entry("m", new BigDecimal("0.001")),
                    Map.entry("", BigDecimal.ONE),
                    Map.entry("k", BigDecimal.TEN.pow(3)),
                    Map.entry("M", BigDecimal.TEN.pow(6)),
                    Map.entry("G", BigDecimal.TEN.pow(9)),
                    Map.entry("T", BigDecimal.TEN.pow(12)),
                    Map.entry("P", BigDecimal.TEN.pow(15)),
                    Map.entry("Ki", BigDecimal.TWO.pow(10)),
                    Map.entry("Mi", BigDecimal.TWO.pow(20)),
                    Map.entry("Gi", BigDecimal.TWO.pow(30)),
                    Map.entry("Ti", BigDecimal.TWO.pow(40)),
                    Map.entry("Pi", BigDecimal.TWO.pow(50)));

    private Quantities() {}

    static @Nullable Duration duration(String text) {
        if (text.length() > 32 || !DURATION.matcher(text).matches()) {
            return null;
        }
        Duration sum = Duration.ZERO;
        Matcher part = DURATION_PART.matcher(text);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum =
                    switch (part.group(2)) {
                        case "h" -> sum.plusHours(number);
                        case "m" -> sum.plusMinutes(number);
                        case "s" -> sum.plusSeconds(number);
                        default -> sum.plusMillis(number);
                    };
        }
        return sum;
    }

    /** Bytes; a fraction of a byte is rounded up, thousandths of a byte are refused. */
    static @Nullable ByteSize bytes(String text) {
        if (text.endsWith("m")) {
            return null;
        }
        BigDecimal value = quantity(text);
        Long whole = value == null ? null : whole(value);
        return whole == null ? null : new ByteSize(whole);
    }

    static @Nullable Cpu cpu(String text) {
        BigDecimal value = quantity(text);
        Long whole = value == null ? null : whole(value.movePointRight(3));
        return whole == null ? null : new Cpu(whole);
    }

    static @Nullable Percent percent(String text) {
        Matcher matcher = PERCENT.matcher(text);
        return matcher.matches()
                ? new Percent(new BigDecimal(matcher.group(1)).movePointRight(2).intValueExact())
                : null;
    }

    private static @Nullable BigDecimal quantity(String text) {
        Matcher matcher = QUANTITY.matcher(text);
        if (text.length() > 32 || !matcher.matches()) {
            return null;
        }
        String suffix = matcher.group(2);
        BigDecimal factor = FACTORS.get(suffix == null ? "" : suffix);
        return factor == null ? null : new BigDecimal(matcher.group(1)).multiply(factor);
    }

    private static @Nullable Long whole(BigDecimal value) {
        BigDecimal rounded = value.setScale(0, RoundingMode.CEILING);
        return rounded.unscaledValue().bitLength() > 62 ? null : rounded.longValueExact();
    }
}
