package io.xynergy.gateway.observe;

import io.xynergy.kit.metrics.Histogram;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meter;
import io.xynergy.kit.metrics.Meters;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** What is counted for one route; found when the configuration is compiled, not by request. */
public final class RouteCounters {

    /** Statuses by their first digit; 0 stands for requests that got no answer. */
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};

    private final LongAdder[] requests = new LongAdder[CLASSES.length];
    private final Histogram latency = Histogram.ofLatency();
    private final LogText name;
    private final List<Meter> published;

    RouteCounters(String name, Meters meters) {
        this.name = LogText.of(name);
        var list = new ArrayList<Meter>(CLASSES.length + 1);
        for (int i = 0; i < CLASSES.length; i++) {
            var adder = new LongAdder();
            requests[i] = adder;
            list.add(
                    meters.counter(
                            "xynergy_gateway_requests_total",
                            "Requests by route and class of the answer's status",
                            Labels.of("route", name, "class", CLASSES[i]),
                            adder::sum));
        }
        list.add(
                meters.histogram(
                        "xynergy_gateway_request_duration_seconds",
                        "From a request's first byte to its answer's last",
                        Labels.of("route", name),
                        latency));
        published = List.copyOf(list);
    }

    /** The route's name for the access log. */
    public LogText name() {
        return name;
    }

    /**
     * Counts a request that is over.
     *
     * @param status the answer's status; 0 when there was none
     * @param nanos from the request's first byte to the answer's last
     */
    public void finished(int status, long nanos) {
        int digit = status / 100;
        requests[digit >= 0 && digit < requests.length ? digit : 0].increment();
        latency.record(nanos);
    }

    /** Requests that are over. */
    public long finished() {
        return latency.count();
    }

    void withdraw() {
        published.forEach(Meter::close);
    }
}
