package io.xynergy.gateway.observe;

import io.xynergy.kit.metrics.Histogram;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meter;
import io.xynergy.kit.metrics.Meters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is counted for one route; found when the configuration is compiled, not by request.
 *
 * <p>A route that nobody asks for costs no counters and has no lines on the metrics page: of 10,000
 * routes most are such.
 */
public final class RouteCounters {

    /** Statuses by their first digit; 0 stands for requests that got no response. */
    private static final List<String> CLASSES = List.of("none", "1xx", "2xx", "3xx", "4xx", "5xx");

    private final String route;
    private final Meters meters;
    private final LogText name;
    private final ReentrantLock publishing = new ReentrantLock();

    /** Made and published by the first request that is over. */
    private volatile @Nullable Counts counts;

    private boolean withdrawn;

    RouteCounters(String route, Meters meters) {
        this.route = route;
        this.meters = meters;
        this.name = LogText.of(route);
    }

    /** The adders of a route that is asked for. */
    private record Counts(List<LongAdder> requests, Histogram latency, List<Meter> published) {}

    /** The route's name for the access log. */
    public LogText name() {
        return name;
    }

    /**
     * Counts a request that is over.
     *
     * @param status the response's status; 0 when there was none
     * @param nanos from the request's first byte to the response's last
     */
    public void finished(int status, long nanos) {
        Counts current = counts;
        if (current == null) {
            current = publish();
        }
        int digit = status / 100;
        current.requests.get(digit >= 0 && digit < CLASSES.size() ? digit : 0).increment();
        current.latency.record(nanos);
    }

    /** Requests that are over. */
    public long finished() {
        Counts current = counts;
        return current == null ? 0 : current.latency.count();
    }

    private Counts publish() {
        publishing.lock();
        try {
            Counts current = counts;
            if (current == null) {
                current = withdrawn ? unpublished() : published();
                counts = current;
            }
            return current;
        } finally {
            publishing.unlock();
        }
    }

    private static Counts unpublished() {
        List<LongAdder> adders = CLASSES.stream().map(_ -> new LongAdder()).toList();
        return new Counts(adders, Histogram.ofLatency(), List.of());
    }

    private Counts published() {
        Counts bare = unpublished();
        List<Meter> published = new ArrayList<>();
        for (int i = 0; i < CLASSES.size(); i++) {
            published.add(
                    meters.counter(
                            "xynergy_gateway_requests_total",
                            "Requests by route and class of the response's status",
                            Labels.of("route", route, "class", CLASSES.get(i)),
                            bare.requests.get(i)::sum));
        }
        published.add(
                meters.histogram(
                        "xynergy_gateway_request_duration_seconds",
                        "From a request's first byte to its response's last",
                        Labels.of("route", route),
                        bare.latency));
        return new Counts(bare.requests, bare.latency, List.copyOf(published));
    }

    /** Takes the route off the metrics page; requests that still run are counted for nobody. */
    void withdraw() {
        publishing.lock();
        try {
            withdrawn = true;
            Counts current = counts;
            if (current != null) {
                current.published.forEach(Meter::close);
            }
        } finally {
            publishing.unlock();
        }
    }
}
