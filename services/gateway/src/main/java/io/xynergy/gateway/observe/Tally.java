package io.xynergy.gateway.observe;

import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * A counter for each constant of an enum.
 *
 * @param <E> the constants; in lower case they are the label's values
 */
public final class Tally<E extends Enum<E>> {

    private final E[] constants;
    private final LongAdder[] adders;

    Tally(Class<E> type) {
        constants = type.getEnumConstants();
        adders = new LongAdder[constants.length];
        for (int i = 0; i < adders.length; i++) {
            adders[i] = new LongAdder();
        }
    }

    /** Counts one. */
    public void count(E constant) {
        adders[constant.ordinal()].increment();
    }

    /** How often the constant was counted. */
    public long of(E constant) {
        return adders[constant.ordinal()].sum();
    }

    long sum() {
        long sum = 0;
        for (LongAdder adder : adders) {
            sum += adder.sum();
        }
        return sum;
    }

    void publish(Meters meters, String name, String help, String label) {
        for (E constant : constants) {
            String value = constant.name().toLowerCase(Locale.ROOT);
            meters.counter(name, help, Labels.of(label, value), adders[constant.ordinal()]::sum);
        }
    }
}
