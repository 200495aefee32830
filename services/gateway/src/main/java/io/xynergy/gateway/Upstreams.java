package io.xynergy.gateway;

import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.upstream.Endpoint;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.util.StringJoiner;
import java.util.function.Supplier;

/** What deep health says about the services behind the gateway. */
final class Upstreams {

    private Upstreams() {}

    /** Degraded when a service has no endpoint, or addresses that are refused, naming it. */
    static CheckResult check(Snapshot snapshot) {
        var without = new StringJoiner(", ", "no endpoint: ", "").setEmptyValue("");
        var problems = new StringJoiner("; ");
        for (UpstreamPool pool : snapshot.pools()) {
            if (!pool.refused().isEmpty()) {
                problems.add(
                        pool.service().name()
                                + " is at "
                                + String.join(", ", pool.refused())
                                + ", to which the gateway does not send unless allowLocalAddresses is set");
            } else if (pool.endpoints().isEmpty()) {
                without.add(pool.service().name());
            }
        }
        if (without.length() > 0) {
            problems.add(without.toString());
        }
        return problems.length() == 0
                ? CheckResult.up()
                : CheckResult.degraded(problems.toString());
    }

    /** Publishes what is wrong with services now. */
    static void publish(Meters meters, Supplier<Snapshot> current) {
        meters.gauge(
                "xynergy_gateway_upstream_addresses_refused",
                "Addresses of services that are not sent to, as they are of this machine, its link"
                        + " or the cloud",
                Labels.none(),
                () -> current.get().pools().stream().mapToInt(pool -> pool.refused().size()).sum());
        meters.gauge(
                "xynergy_gateway_upstream_endpoints_out_of_step",
                "Endpoints that sent bytes which belong to no request, so that their connections"
                        + " are not kept after responses that have no body by rule",
                Labels.none(),
                () -> current.get().pools().stream().mapToLong(Upstreams::outOfStep).sum());
    }

    private static long outOfStep(UpstreamPool pool) {
        return pool.endpoints().stream().filter(Endpoint::hasSentUnasked).count();
    }
}
