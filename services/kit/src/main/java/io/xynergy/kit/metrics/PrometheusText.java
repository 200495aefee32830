package io.xynergy.kit.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints families in the Prometheus text format. */
final class PrometheusText {

    /** The media type of the format. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private PrometheusText() {}

    static void write(StringBuilder page, Family family) {
        page.append("# HELP ").append(family.name).append(' ');
        page.append(family.help.replace("\\", "\\\\").replace("\n", "\\n")).append('\n');
        page.append("# TYPE ").append(family.name).append(' ');
        page.append(family.kind.name().toLowerCase(Locale.ROOT)).append('\n');
        family.series
                .values()
                .forEach(series -> write(page, family, series.labels(), List.of(series)));
        if (!family.overflow.isEmpty()) {
            Labels labels = family.overflow.iterator().next().labels().allNamed(Family.OVERFLOW);
            write(page, family, labels, new ArrayList<>(family.overflow));
        }
    }

    /** Prints the sum of several series as one. */
    private static void write(
            StringBuilder page, Family family, Labels labels, List<Series> parts) {
        double sum = 0;
        var histograms = new ArrayList<Histogram>();
        for (Series part : parts) {
            switch (part) {
                case Series.Value value -> sum += value.source().getAsDouble();
                case Series.Buckets buckets -> histograms.add(buckets.source());
            }
        }
        if (histograms.isEmpty()) {
            sample(page, family.name, labels.text(), sum);
        } else {
            histogram(page, family.name, labels.text(), histograms);
        }
    }

    private static void histogram(
            StringBuilder page, String name, String labels, List<Histogram> parts) {
        Histogram first = parts.getFirst();
        long[] counts = new long[first.buckets() + 1];
        long sumNanos = 0;
        for (Histogram part : parts) {
            sumNanos += part.sumNanos();
            long[] own = part.bucketCounts();
            for (int i = 0; i < counts.length; i++) {
                counts[i] += own[i];
            }
        }
        String prefix = labels.isEmpty() ? "le=\"" : labels + ",le=\"";
        long below = 0;
        for (int i = 0; i < first.buckets(); i++) {
            below += counts[i];
            String bound = number(first.boundSeconds(i));
            sample(page, name + "_bucket", prefix + bound + '"', (double) below);
        }
        // the count is taken from the buckets, so that it always equals the +Inf one
        below += counts[counts.length - 1];
        sample(page, name + "_bucket", prefix + "+Inf\"", (double) below);
        sample(page, name + "_sum", labels, sumNanos / 1e9);
        sample(page, name + "_count", labels, (double) below);
    }

    private static void sample(StringBuilder page, String name, String labels, double value) {
        page.append(name);
        if (!labels.isEmpty()) {
            page.append('{').append(labels).append('}');
        }
        page.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) {
            return Long.toString((long) value);
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return Double.toString(value);
    }
}
