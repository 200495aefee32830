package io.xynergy.kit.metrics;

import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Names the counters, gauges and histograms of a process and prints them for Prometheus.
 *
 * <p>Names keep to what {@code promtool check metrics} wants; others are refused when they are
 * published.
 *
 * <p>The hot path only touches its own adders; they are read when somebody asks for the page. A
 * process publishes at most a budget of lines: what comes later is added up in one series of its
 * family, whose label values are all {@code _overflow}, so that totals stay right.
 */
public final class Meters {

    /** Lines on the page unless said otherwise. */
    public static final int DEFAULT_BUDGET = 2000;

    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, Family> families = new TreeMap<>();
    private final LongAdder refused = new LongAdder();
    private final int budget;
    private int lines;

    /** Meters with the default budget. */
    public Meters() {
        this(DEFAULT_BUDGET);
    }

    /**
     * Meters with a budget.
     *
     * @param budget most lines on the page, without overflow series and comments
     */
    public Meters(int budget) {
        this.budget = budget;
        counter(
                "xynergy_meters_overflowed_total",
                "Series that were added up in an overflow series for want of budget",
                Labels.none(),
                refused::sum);
    }

    /**
     * Publishes a value that only grows.
     *
     * @param name ends in {@code _total}
     */
    public Meter counter(String name, String help, Labels labels, LongSupplier source) {
        var series = new Series.Value(labels, source::getAsLong);
        return add(name, help, Family.Kind.COUNTER, series);
    }

    /**
     * Publishes a sum of seconds that only grows.
     *
     * @param name ends in {@code _seconds_total}
     * @param nanos the sum in nanoseconds
     */
    public Meter secondsCounter(String name, String help, Labels labels, LongSupplier nanos) {
        if (!name.endsWith("_seconds_total")) {
            throw new IllegalArgumentException("a time's name ends in _seconds_total: " + name);
        }
        var series = new Series.Value(labels, () -> nanos.getAsLong() / 1e9);
        return add(name, help, Family.Kind.COUNTER, series);
    }

    /** Publishes a value that goes up and down; NaN means unknown. */
    public Meter gauge(String name, String help, Labels labels, DoubleSupplier source) {
        return add(name, help, Family.Kind.GAUGE, new Series.Value(labels, source));
    }

    /**
     * Publishes a histogram.
     *
     * @param name ends in {@code _seconds}
     */
    public Meter histogram(String name, String help, Labels labels, Histogram source) {
        return add(name, help, Family.Kind.HISTOGRAM, new Series.Buckets(labels, source));
    }

    /** The page in one of the formats. */
    public String page(PageFormat format) {
        var page = new StringBuilder(4096);
        lock.lock();
        try {
            families.values().forEach(family -> new FamilyText(page, format).write(family));
        } finally {
            lock.unlock();
        }
        return page.append(format.end()).toString();
    }

    private Meter add(String name, String help, Family.Kind kind, Series series) {
        lock.lock();
        try {
            Family family = families.get(name);
            if (family == null) {
                family = newFamily(name, help, kind, series.labels());
            }
            check(family, kind, series);
            if (lines + series.lines() > budget) {
                family.overflow.add(series);
                refused.increment();
            } else {
                family.series.put(series.labels().text(), series);
                lines += series.lines();
            }
            return () -> remove(name, series);
        } finally {
            lock.unlock();
        }
    }

    private Family newFamily(String name, String help, Family.Kind kind, Labels labels) {
        MetricName.require(kind, name, help, labels.names());
        var family = new Family(name, help, kind, labels.names());
        families.put(name, family);
        return family;
    }

    private static void check(Family family, Family.Kind kind, Series series) {
        if (family.kind != kind || !family.labelNames.equals(series.labels().names())) {
            throw new IllegalArgumentException(
                    "%s is a %s with labels %s, not a %s with %s"
                            .formatted(
                                    family.name,
                                    family.kind,
                                    family.labelNames,
                                    kind,
                                    series.labels().names()));
        }
        if (family.series.containsKey(series.labels().text())) {
            throw new IllegalArgumentException(
                    "%s{%s} exists already".formatted(family.name, series.labels().text()));
        }
        if (series instanceof Series.Buckets buckets) {
            checkBounds(family, buckets.source());
        }
    }

    /** Equal bounds in a family are what makes its histograms addable, here and in Prometheus. */
    private static void checkBounds(Family family, Histogram histogram) {
        for (Series other : family.series.values()) {
            if (other instanceof Series.Buckets buckets
                    && !buckets.source().sameBounds(histogram)) {
                throw new IllegalArgumentException(
                        family.name + " has histograms with other bounds");
            }
        }
    }

    private void remove(String name, Series series) {
        lock.lock();
        try {
            Family family = families.get(name);
            if (family == null) {
                return;
            }
            if (family.series.remove(series.labels().text(), series)) {
                lines -= series.lines();
            } else {
                family.overflow.remove(series);
            }
            if (family.series.isEmpty() && family.overflow.isEmpty()) {
                families.remove(name);
            }
        } finally {
            lock.unlock();
        }
    }
}
