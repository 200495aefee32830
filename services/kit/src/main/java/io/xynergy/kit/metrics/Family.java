package io.xynergy.kit.metrics;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All series of one name; guarded by the lock of {@link Meters}. */
final class Family {

    /** Stands for every label value of the series beyond the budget. */
    static final String OVERFLOW = "_overflow";

    final String name;
    final String help;
    final Kind kind;
    final List<String> labelNames;
    final Map<String, Series> series = new LinkedHashMap<>();
    final Set<Series> overflow = new LinkedHashSet<>();

    Family(String name, String help, Kind kind, List<String> labelNames) {
        this.name = name;
        this.help = help;
        this.kind = kind;
        this.labelNames = labelNames;
    }

    /** The types of the Prometheus text format that we use. */
    enum Kind {
        COUNTER,
        GAUGE,
        HISTOGRAM
    }
}
