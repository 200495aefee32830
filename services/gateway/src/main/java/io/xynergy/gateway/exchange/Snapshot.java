package io.xynergy.gateway.exchange;

import io.xynergy.gateway.address.AddressBlocks;
import io.xynergy.gateway.auth.AccessRules;
import io.xynergy.gateway.http.HeadLimits;
import io.xynergy.gateway.observe.RouteCounters;
import io.xynergy.gateway.proxyprotocol.ProxyProtocolRule;
import io.xynergy.gateway.routing.RouteTable;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.policy.compiled.GatewayConfig;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one version of the configuration says, built aside and swapped by one reference;
 * a request keeps the snapshot it began with.
 *
 * @param revision grows with every configuration that took effect
 * @param plans what is done with each route's requests
 * @param pools in the order of the configuration's services
 * @param counters in the order of the routes
 * @param proxyProtocol whose connections begin with a PROXY header; null: nobody's
 * @param access what each route asks of its callers
 * @param headLimits the largest heads that are read
 */
public record Snapshot(
        GatewayConfig config,
        String digest,
        long revision,
        Instant since,
        RouteTable routes,
        RoutePlans plans,
        List<UpstreamPool> pools,
        List<RouteCounters> counters,
        AddressBlocks trustedProxies,
        @Nullable ProxyProtocolRule proxyProtocol,
        AccessRules access,
        HeadLimits headLimits) {

    public Snapshot {
        pools = List.copyOf(pools);
        counters = List.copyOf(counters);
    }

    /** The same configuration as a later revision. */
    public Snapshot withRevision(long newRevision) {
        return new Snapshot(
                config,
                digest,
                newRevision,
                since,
                routes,
                plans,
                pools,
                counters,
                trustedProxies,
                proxyProtocol,
                access,
                headLimits);
    }
}
