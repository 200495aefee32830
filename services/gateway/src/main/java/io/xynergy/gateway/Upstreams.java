package io.xynergy.gateway;

import io.xynergy.gateway.proxy.Snapshot;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.kit.health.CheckResult;
import java.util.StringJoiner;

/** What deep health says about the services behind the gateway. */
final class Upstreams {

    private Upstreams() {}

    /** Degraded when a service has no endpoint, naming it. */
    static CheckResult check(Snapshot snapshot) {
        var without = new StringJoiner(", ");
        for (UpstreamPool pool : snapshot.pools()) {
            if (pool.endpoints().isEmpty()) {
                without.add(pool.service().name());
            }
        }
        return without.length() == 0
                ? CheckResult.up()
                : CheckResult.degraded("no endpoint: " + without);
    }
}
