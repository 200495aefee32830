package io.xynergy.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sections of a policy. */
public record PolicySpec(
        @Default("production") Environment environment,
        @Default("{}") DataPlaneSpec gateway,
        @Default("{}") AuthSpec auth,
        @Nullable CorsSpec cors,
        @Default("{}") RouteDefaults defaults,
        List<ServiceSpec> services,
        List<RouteSpec> routes,
        @Nullable RealtimeSpec realtime,
        @Default("{}") AuditSpec audit,
        @Default("{}") TelemetrySpec telemetry,
        @Default("{}") SizingSpec sizing,
        @Default("{}") RolloutSpec rollout) {

    public PolicySpec {
        services = List.copyOf(services);
        routes = List.copyOf(routes);
    }
}
