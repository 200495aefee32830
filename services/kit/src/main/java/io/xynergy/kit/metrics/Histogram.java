package io.xynergy.kit.metrics;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts durations in fixed buckets: recording touches two adders and allocates nothing.
 *
 * <p>Durations go in as nanoseconds and come out as seconds, as Prometheus wants them.
 */
public final class Histogram {

    private final long[] bounds;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    private Histogram(long[] bounds) {
        this.bounds = bounds;
        counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** Buckets for the latency of requests: 0.5 ms to 30 s, about three a decade. */
    public static Histogram ofLatency() {
        return withMicros(
                500,
                1_000,
                2_500,
                5_000,
                10_000,
                25_000,
                50_000,
                100_000,
                250_000,
                500_000,
                1_000_000,
                2_500_000,
                5_000_000,
                10_000_000,
                30_000_000);
    }

    /**
     * Buckets with the given inclusive upper bounds.
     *
     * @throws IllegalArgumentException when the bounds are not positive and growing
     */
    public static Histogram withMicros(long... upperBounds) {
        long[] nanos = new long[upperBounds.length];
        for (int i = 0; i < nanos.length; i++) {
            if (upperBounds[i] <= (i == 0 ? 0 : upperBounds[i - 1])) {
                throw new IllegalArgumentException(
                        "bucket bounds must be positive and growing, at index " + i);
            }
            nanos[i] = Math.multiplyExact(upperBounds[i], 1_000L);
        }
        return new Histogram(nanos);
    }

    /** Counts one duration; a negative one counts as zero. */
    public void record(long nanos) {
        long value = Math.max(0, nanos);
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(value);
    }

    /** How many durations were recorded. */
    public long count() {
        long count = 0;
        for (LongAdder adder : counts) {
            count += adder.sum();
        }
        return count;
    }

    /** The sum of all durations in nanoseconds. */
    public long sumNanos() {
        return sum.sum();
    }

    int buckets() {
        return bounds.length;
    }

    double boundSeconds(int bucket) {
        return bounds[bucket] / 1e9;
    }

    /** The count of each bucket by itself, the last one without a bound. */
    long[] bucketCounts() {
        long[] values = new long[counts.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = counts[i].sum();
        }
        return values;
    }

    boolean sameBounds(Histogram other) {
        return Arrays.equals(bounds, other.bounds);
    }
}
