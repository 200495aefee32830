package io.xynergy.kit.metrics;

import java.util.function.DoubleSupplier;

/** One line, or one histogram's lines, of the page. */
sealed interface Series {

    /** How many lines it makes. */
    int lines();

    Labels labels();

    /** A counter or gauge, read when the page is made. */
    record Value(Labels labels, DoubleSupplier source) implements Series {
        @Override
        public int lines() {
            return 1;
        }
    }

    /** A histogram: a line for each bucket, the sum and the count. */
    record Buckets(Labels labels, Histogram source) implements Series {
        @Override
        public int lines() {
            return source.buckets() + 3;
        }
    }
}
