package io.xynergy.kit.service;

import io.xynergy.kit.metrics.Histogram;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How long requests took, by method and class of status. */
final class RequestTimes {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final Map<String, Histogram> histograms = new ConcurrentHashMap<>();
    private final Meters meters;
    private final LongSupplier nanos;

    RequestTimes(Meters meters, LongSupplier nanos) {
        this.meters = meters;
        this.nanos = nanos;
    }

    long now() {
        return nanos.getAsLong();
    }

    void record(String method, int status, long begin) {
        String known = METHODS.contains(method) ? method : "other";
        String statuses = status / 100 + "xx";
        histograms
                .computeIfAbsent(known + statuses, _ -> published(known, statuses))
                .record(nanos.getAsLong() - begin);
    }

    private Histogram published(String method, String statuses) {
        Histogram histogram = Histogram.ofLatency();
        meters.histogram(
                "xynergy_service_request_duration_seconds",
                "Time to serve a request",
                Labels.of("method", method, "status", statuses),
                histogram);
        return histogram;
    }
}
