package io.xynergy.gateway;

import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.observe.AccessLog;
import io.xynergy.gateway.observe.AccessLogMode;
import io.xynergy.policy.compiled.TelemetryConfig;
import java.io.IOException;
import java.io.OutputStream;

/** Opens the access log that the options ask for. */
final class AccessLogs {

    private AccessLogs() {}

    /**
     * A log that writes every request until it follows a configuration.
     *
     * @throws IOException when its file cannot be written
     */
    static AccessLog open(GatewayOptions options) throws IOException {
        if (!options.accessLogOn()) {
            return AccessLog.to(new AccessLogMode.Off(), OutputStream.nullOutputStream());
        }
        var all = new AccessLogMode.All();
        return options.accessLog().isPresent()
                ? AccessLog.toFile(all, options.accessLog().get())
                : AccessLog.toStandardOutput(all);
    }

    /** Has a log, if there is one, write what the configuration in force wants. */
    static void follow(AccessLog log, GatewayOptions options, Configurations configurations) {
        if (options.accessLogOn()) {
            configurations.follow(config -> log.mode(mode(config.telemetry())));
        }
    }

    private static AccessLogMode mode(TelemetryConfig telemetry) {
        Double rate = telemetry.accessLogRate();
        return switch (telemetry.accessLog()) {
            case ALL -> new AccessLogMode.All();
            case ERRORS -> new AccessLogMode.Errors();
            case SAMPLED -> new AccessLogMode.Sampled(rate == null ? 1 : rate);
        };
    }
}
