package io.xynergy.cli.stack;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the user sees while the stack starts, runs and stops: a line for each thing that happens.
 */
public final class Progress {

    private final PrintWriter out;
    private final LongSupplier nanos;

    /** Prints to {@code out}, with times by {@code nanos}. */
    public Progress(PrintWriter out, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
    }

    /** Prints a line. */
    public void line(String text) {
        out.println(text);
        out.flush();
    }

    /** Prints that a part serves, and where. */
    void ready(String part, String where) {
        line("  %-10s%s".formatted(part, where));
    }

    /** For {@link #since}. */
    public long now() {
        return nanos.getAsLong();
    }

    /** The time since {@code start}, such as {@code 2.4 s}. */
    public String since(long start) {
        double seconds = (nanos.getAsLong() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
