package io.xynergy.gateway.explain;

import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.explain.Explanation.Endpoint;
import io.xynergy.gateway.explain.Explanation.Upstream;
import io.xynergy.gateway.proxy.Rehearsal.Rehearsed;
import io.xynergy.gateway.routing.Route;
import io.xynergy.gateway.routing.Target;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.kit.listener.HostAndPort;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.Address;
import java.util.List;
import java.util.Locale;

/** Where a request goes that is forwarded, and what is sent there. */
final class UpstreamWords {

    /** Endpoints of a service that are told of. */
    private static final int MOST_ENDPOINTS = 20;

    private final Rehearsed came;
    private final Snapshot snapshot;
    private final String id;
    private final Route route;
    private final long now = System.nanoTime();

    UpstreamWords(Rehearsed came, Snapshot snapshot, String id) {
        this.came = came;
        this.snapshot = snapshot;
        this.id = id;
        this.route = came.exchange().route();
    }

    Upstream all() {
        GatewayConfig.Retry retry = snapshot.config().routes().get(route.index()).retry();
        long sum = route.targets().stream().mapToLong(Target::weight).sum();
        return new Upstream(
                route.targets().stream()
                        .filter(target -> target.weight() > 0)
                        .map(target -> target(target, sum))
                        .toList(),
                route.timeoutMillis(),
                retry.perTryTimeoutMillis(),
                retry.attempts(),
                retry.attempts() == 0
                        ? List.of()
                        : retry.on().stream().map(UpstreamWords::words).toList());
    }

    private static String words(GatewayConfig.RetryOn on) {
        return on.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private Explanation.Target target(Target target, long sum) {
        UpstreamPool pool = snapshot.pools().get(target.service());
        List<io.xynergy.gateway.upstream.Endpoint> endpoints = pool.endpoints();
        List<String> addresses =
                pool.service().addresses().stream().map(UpstreamWords::text).toList();
        String some =
                endpoints.isEmpty()
                        ? hostAndPort(pool.service().addresses())
                        : endpoints.getFirst().toString();
        return new Explanation.Target(
                pool.service().name(),
                target.weight(),
                (int) Math.round(100.0 * target.weight() / sum),
                addresses,
                endpoints.stream()
                        .limit(MOST_ENDPOINTS)
                        .map(one ->
                                new Endpoint(one.toString(), one.inFlight(), one.isAvoided(now)))
                        .toList(),
                endpoints.size(),
                pool.refused(),
                pool.open(),
                pool.service().maxConnections(),
                Masked.request(came.upstreamHead(target, some), id));
    }

    private static String hostAndPort(List<Address> addresses) {
        return addresses.isEmpty()
                ? ""
                : HostAndPort.text(addresses.getFirst().host(), addresses.getFirst().port());
    }

    private static String text(Address address) {
        return address.scheme().name().toLowerCase(Locale.ROOT)
                + "://"
                + HostAndPort.text(address.host(), address.port());
    }
}
