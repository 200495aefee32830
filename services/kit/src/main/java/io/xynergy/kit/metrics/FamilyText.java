package io.xynergy.kit.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints families in one of the text formats. */
final class FamilyText {

    private static final String TOTAL = "_total";

    private final StringBuilder page;
    private final PageFormat format;

    FamilyText(StringBuilder page, PageFormat format) {
        this.page = page;
        this.format = format;
    }

    void write(Family family) {
        String name = described(family);
        page.append("# HELP ").append(name).append(' ');
        page.append(help(family.help)).append('\n');
        page.append("# TYPE ").append(name).append(' ');
        page.append(family.kind.name().toLowerCase(Locale.ROOT)).append('\n');
        family.series.values().forEach(series -> write(family, series.labels(), List.of(series)));
        if (!family.overflow.isEmpty()) {
            Labels labels = family.overflow.iterator().next().labels().allNamed(Family.OVERFLOW);
            write(family, labels, new ArrayList<>(family.overflow));
        }
    }

    /** In OpenMetrics the suffix of a counter belongs to its lines and not to its family. */
    private String described(Family family) {
        boolean bare = format == PageFormat.OPEN_METRICS && family.kind == Family.Kind.COUNTER;
        return bare ? family.name.substring(0, family.name.length() - TOTAL.length()) : family.name;
    }

    private String help(String text) {
        String escaped = text.replace("\\", "\\\\").replace("\n", "\\n");
        return format == PageFormat.OPEN_METRICS ? escaped.replace("\"", "\\\"") : escaped;
    }

    /** Prints the sum of several series as one. */
    private void write(Family family, Labels labels, List<Series> parts) {
        double sum = 0;
        var histograms = new ArrayList<Histogram>();
        for (Series part : parts) {
            switch (part) {
                case Series.Value value -> sum += value.source().getAsDouble();
                case Series.Buckets buckets -> histograms.add(buckets.source());
            }
        }
        if (histograms.isEmpty()) {
            sample(family.name, labels.text(), sum);
        } else {
            histogram(family.name, labels.text(), histograms);
        }
    }

    private void histogram(String name, String labels, List<Histogram> parts) {
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
            String bound = bound(first.boundSeconds(i));
            sample(name + "_bucket", prefix + bound + '"', (double) below);
        }
        // the count is taken from the buckets, so that it always equals the +Inf one
        below += counts[counts.length - 1];
        sample(name + "_bucket", prefix + "+Inf\"", (double) below);
        sample(name + "_sum", labels, sumNanos / 1e9);
        sample(name + "_count", labels, (double) below);
    }

    /** OpenMetrics has one form of a bound, that of a float, so that series of two pages meet. */
    private String bound(double seconds) {
        return format == PageFormat.OPEN_METRICS ? Double.toString(seconds) : number(seconds);
    }

    private void sample(String name, String labels, double value) {
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
