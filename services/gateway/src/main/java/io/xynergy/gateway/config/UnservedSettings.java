package io.xynergy.gateway.config;

import io.xynergy.policy.AuditSpec;
import io.xynergy.policy.ServiceSpec;
import io.xynergy.policy.compiled.AuthConfig;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.GatewayConfig.Route;
import io.xynergy.policy.compiled.GatewayConfig.Service;
import io.xynergy.policy.compiled.Protection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a configuration asks for and this data plane does not do yet, so that nobody takes a limit
 * for one that holds.
 */
public final class UnservedSettings {

    private final GatewayConfig config;
    private final List<String> found = new ArrayList<>();

    private UnservedSettings(GatewayConfig config) {
        this.config = config;
    }

    /** One sentence each; empty when all of the configuration is in effect. */
    static List<String> of(GatewayConfig config) {
        var settings = new UnservedSettings(config);
        settings.whole();
        settings.routes();
        settings.services();
        return List.copyOf(settings.found);
    }

    /** What one route and services of its own ask for and do not get, one sentence each. */
    public static List<String> of(GatewayConfig config, Route route, List<Service> services) {
        var settings =
                new UnservedSettings(
                        new GatewayConfig(
                                config.name(),
                                config.environment(),
                                config.gateway(),
                                services,
                                List.of(route)));
        settings.routes();
        settings.services();
        return List.copyOf(settings.found);
    }

    private void whole() {
        for (AuthConfig.ApiKey key : config.auth().apiKeys()) {
            when(
                    key.hashes().isEmpty(),
                    "API key " + key.name() + " has no value here, so nobody can use it");
        }
        when(config.cors() != null, "spec.cors has no effect yet");
        when(config.realtime() != null, "spec.realtime is not served yet");
        when(config.audit().mode() != AuditSpec.Mode.OFF, "spec.audit records nothing yet");
        when(config.telemetry().tracing() != null, "spec.telemetry.tracing sends nothing yet");
    }

    private void routes() {
        count(route -> route.cache() != null, "cache keeps nothing yet");
        count(route -> route.compression() != null, "compression has no effect yet");
        count(route -> route.mirror() != null, "mirror gets nothing yet");
        count(
                route -> route.retry().backoffInitialMillis() != null,
                "retry.backoff has no effect yet");
        count(route -> route.retry().budget() != null, "retry.budget has no effect yet");
    }

    private void services() {
        for (Service service : config.services()) {
            Protection protection = service.protection();
            String name = "service " + service.name() + ": ";
            when(
                    protection.balance() != ServiceSpec.Balance.LEAST_REQUEST,
                    name + "balance is always LeastRequest yet");
            when(protection.concurrency() != null, name + "concurrency has no effect yet");
            when(protection.circuitBreaker() != null, name + "circuitBreaker has no effect yet");
            when(protection.outlier() != null, name + "outlier has no effect yet");
            when(protection.health() != null, name + "health is not asked for yet");
        }
    }

    private void count(Predicate<Route> asks, String what) {
        List<String> names = config.routes().stream().filter(asks).map(Route::name).toList();
        if (!names.isEmpty()) {
            int others = names.size() - 1;
            String more = others == 0 ? "" : " and " + others + " more";
            found.add("route " + names.getFirst() + more + ": " + what);
        }
    }

    private void when(boolean asked, String what) {
        if (asked) {
            found.add(what);
        }
    }
}
