package io.xynergy.gateway.config;

import io.xynergy.gateway.address.AddressBlocks;
import io.xynergy.gateway.auth.AccessRules;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.http.HeadLimits;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.observe.RouteCounters;
import io.xynergy.gateway.proxyprotocol.ProxyProtocolRule;
import io.xynergy.gateway.routing.RouteTable;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.IssuerAddresses;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes snapshots of configurations, beside the one in force. */
public final class SnapshotBuilder {

    private final Resolver resolver;
    private final GatewayCounters counters;
    private final InstantSource clock;
    private final int lanes;
    private final Compilation compilation;

    /**
     * Has built nothing yet.
     *
     * @param lanes how many lanes use the pools
     */
    public SnapshotBuilder(
            Resolver resolver,
            GatewayCounters counters,
            InstantSource clock,
            int lanes,
            Compilation compilation) {
        this.resolver = resolver;
        this.counters = counters;
        this.clock = clock;
        this.lanes = lanes;
        this.compilation = compilation;
    }

    /**
     * Builds a configuration that never comes into force, to look at.
     *
     * @throws IllegalArgumentException if it cannot be served
     */
    public Snapshot build(GatewayConfig config, String digest) {
        List<PolicyError> unfit = new ArrayList<>(UpstreamTrust.unspoken(config));
        unfit.addAll(IssuerAddresses.unsafe(config));
        if (!unfit.isEmpty()) {
            throw new IllegalArgumentException(unfit.getFirst().toString());
        }
        try {
            return build(config, digest, 0, null);
        } catch (UpstreamTrust.UntrustedException e) {
            throw new IllegalArgumentException(e.error().toString(), e);
        }
    }

    /** Builds a version that keeps what is the same in {@code old}. */
    Snapshot build(GatewayConfig config, String digest, long revision, @Nullable Snapshot old)
            throws UpstreamTrust.UntrustedException {
        RouteTable routes = RouteTable.of(config);
        AddressBlocks trusted = AddressBlocks.of(config.gateway().trustedProxies());
        ProxyProtocolRule announced = ProxyProtocolRule.of(config.gateway().proxyProtocol());
        List<UpstreamPool> pools = pools(config, old);
        List<RouteCounters> routeCounters = new ArrayList<>();
        for (GatewayConfig.Route route : config.routes()) {
            routeCounters.add(counters.route(route.name()));
        }
        Instant now = clock.instant();
        AccessRules before = old == null ? AccessRules.NONE : old.access();
        AccessRules access = compilation.issuers().compile(config, before);
        return new Snapshot(
                config,
                digest,
                revision,
                now,
                routes,
                compilation.steps().of(config.name(), routes, access),
                pools,
                routeCounters,
                trusted,
                announced,
                access,
                headLimits(config.gateway().limits()));
    }

    private static HeadLimits headLimits(io.xynergy.policy.compiled.@Nullable HeadLimits limits) {
        return limits == null
                ? HeadLimits.DEFAULTS
                : new HeadLimits(
                        limits.requestLine(),
                        limits.requestHead(),
                        limits.requestFields(),
                        limits.responseHead(),
                        limits.responseFields());
    }

    private List<UpstreamPool> pools(GatewayConfig config, @Nullable Snapshot old)
            throws UpstreamTrust.UntrustedException {
        Map<GatewayConfig.Service, UpstreamPool> known = new HashMap<>();
        if (old != null) {
            old.pools().forEach(pool -> known.put(pool.service(), pool));
        }
        List<UpstreamPool> pools = new ArrayList<>();
        List<UpstreamPool> fresh = new ArrayList<>();
        for (GatewayConfig.Service service : config.services()) {
            UpstreamPool pool = known.get(service);
            if (pool == null) {
                pool =
                        new UpstreamPool(
                                service, lanes, compilation.trust().of(service, pools.size()));
                fresh.add(pool);
            }
            pools.add(pool);
        }
        resolver.addAll(fresh);
        return pools;
    }
}
