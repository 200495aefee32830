package io.xynergy.gateway.observe;

import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter for each constant of an enum.
 *
 * @param <E> the constants; in lower case they are the label's values
 */
public final class Tally<E extends Enum<E>> {

    private final EnumMap<E, LongAdder> adders;

    /** Zero for each constant. */
    public Tally(Class<E> type) {
        adders = new EnumMap<>(type);
        for (E constant : EnumSet.allOf(type)) {
            adders.put(constant, new LongAdder());
        }
    }

    /** Counts one. */
    public void count(E constant) {
        adder(constant).increment();
    }

    /** How often the constant was counted. */
    public long of(E constant) {
        return adder(constant).sum();
    }

    long sum() {
        long sum = 0;
        for (LongAdder adder : adders.values()) {
            sum += adder.sum();
        }
        return sum;
    }

    /** Publishes all counters as one family. */
    public void publish(Meters meters, String name, String help, String label) {
        adders.forEach((constant, adder) -> {
            String value = constant.name().toLowerCase(Locale.ROOT);
            meters.counter(name, help, Labels.of(label, value), adder::sum);
        });
    }

    private LongAdder adder(E constant) {
        return Objects.requireNonNull(adders.get(constant));
    }
}
