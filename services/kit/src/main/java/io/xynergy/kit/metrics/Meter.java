package io.xynergy.kit.metrics;

/** A published series, for taking it off the page again. */
@FunctionalInterface
public interface Meter extends AutoCloseable {

    /** Takes the series off the page; doing so twice does nothing more. */
    @Override
    void close();
}
