package io.xynergy.gateway;

import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.Version;
import io.xynergy.gateway.delivery.DeliveredEndpoints;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What metrics and deep health say of the configuration and the endpoints in force. */
final class ConfigStatus {

    private final Configurations configurations;
    private final DeliveredEndpoints endpoints;
    private final InstantSource clock;

    ConfigStatus(Configurations configurations, DeliveredEndpoints endpoints, InstantSource clock) {
        this.configurations = configurations;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    void publish(Meters meters) {
        meters.gauge(
                "xynergy_gateway_config_age_seconds",
                "Time since the configuration in use came into force",
                Labels.none(),
                () -> age(configurations.version()));
        meters.gauge(
                "xynergy_gateway_endpoints_revision",
                "Revision of the endpoints that were delivered; 0: none were",
                Labels.none(),
                () -> {
                    Version version = endpoints.version();
                    return version == null ? 0 : version.revision();
                });
        meters.gauge(
                "xynergy_gateway_endpoints_age_seconds",
                "Time since the endpoints in use came into force",
                Labels.none(),
                () -> age(endpoints.version()));
    }

    private double age(@Nullable Version version) {
        return version == null
                ? Double.NaN
                : Duration.between(version.since(), clock.instant()).toMillis() / 1e3;
    }

    /** Where the configuration came from; degraded when a later one was refused. */
    CheckResult check() {
        Version version = configurations.version();
        String text =
                "revision %d, %s"
                        .formatted(
                                version.revision(),
                                version.origin().name().toLowerCase(Locale.ROOT));
        return configurations.rejection() == null
                ? CheckResult.up(text)
                : CheckResult.degraded(text + "; another one was refused after it");
    }
}
