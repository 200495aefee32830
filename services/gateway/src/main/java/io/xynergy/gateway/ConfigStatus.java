package io.xynergy.gateway;

import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.DiskWatch;
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
    private final DiskWatch<?> onDisk;
    private final InstantSource clock;

    ConfigStatus(
            Configurations configurations,
            DeliveredEndpoints endpoints,
            DiskWatch<?> onDisk,
            InstantSource clock) {
        this.configurations = configurations;
        this.onDisk = onDisk;
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
                "xynergy_gateway_config_on_disk_followed",
                "1 while the configuration on disk is followed; 0: it cannot be read, or is not whole",
                Labels.none(),
                () -> onDisk.problem() == null ? 1 : 0);
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

    /** Where the configuration came from; degraded when a later one was refused or is not there. */
    CheckResult check() {
        Version version = configurations.version();
        String text =
                "revision %d, %s"
                        .formatted(
                                version.revision(),
                                version.origin().name().toLowerCase(Locale.ROOT));
        DiskWatch.Problem problem = onDisk.problem();
        if (problem != null) {
            return CheckResult.degraded(text + "; " + problem.text());
        }
        return configurations.rejection() == null
                ? CheckResult.up(text)
                : CheckResult.degraded(text + "; another one was refused after it");
    }
}
