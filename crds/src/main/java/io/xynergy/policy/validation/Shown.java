package io.xynergy.policy.validation;

import io.xynergy.policy.ByteSize;
import io.xynergy.policy.Cpu;
import io.xynergy.policy.Percent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;

/** Writes measures in messages as a policy would. */
final class Shown {

    private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};

    private Shown() {}

    static String of(Object value) {
        return switch (value) {
            case Duration duration -> duration(duration);
            case ByteSize size -> bytes(size.bytes());
            case Cpu cpu ->
                    cpu.millis() % 1000 == 0 ? "" + cpu.millis() / 1000 : cpu.millis() + "m";
            case Percent percent ->
                    BigDecimal.valueOf(percent.hundredths(), 2).stripTrailingZeros().toPlainString()
                            + "%";
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    private static String duration(Duration duration) {
        if (duration.isZero()) {
            return "0s";
        }
        return part(duration.toHours(), "h")
                + part(duration.toMinutesPart(), "m")
                + part(duration.toSecondsPart(), "s")
                + part(duration.toMillisPart(), "ms");
    }

    private static String part(long amount, String unit) {
        return amount == 0 ? "" : String.format(Locale.ROOT, "%d%s", amount, unit);
    }

    private static String bytes(long bytes) {
        long rest = bytes;
        int unit = 0;
        while (rest != 0 && rest % 1024 == 0 && unit < BINARY.length - 1) {
            rest /= 1024;
            unit++;
        }
        return rest + BINARY[unit];
    }
}
