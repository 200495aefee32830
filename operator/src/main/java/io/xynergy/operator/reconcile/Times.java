package io.xynergy.operator.reconcile;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two kinds of time.
 *
 * @param nanos for durations
 */
public record Times(InstantSource clock, LongSupplier nanos) {

    long now() {
        return nanos.getAsLong();
    }
}
