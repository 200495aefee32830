package io.xynergy.policy.compiled;

import io.xynergy.policy.AuditSpec;
import io.xynergy.policy.ByteSize;
import io.xynergy.policy.CorsSpec;
import io.xynergy.policy.DataPlaneSpec;
import io.xynergy.policy.PolicySpec;
import io.xynergy.policy.RealtimeSpec;
import io.xynergy.policy.TelemetrySpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles a valid policy: defaults merged, references resolved, all that is no matter of pods. */
final class PolicyCompiler {

    private final PolicySpec spec;
    private final References references;

    PolicyCompiler(PolicySpec spec, References references) {
        this.spec = spec;
        this.references = references;
    }

    GatewayConfig compile(String name) {
        ServiceCompiler services = new ServiceCompiler(references);
        RouteCompiler routes = new RouteCompiler(spec.auth(), spec.defaults());
        return new GatewayConfig(
                name,
                spec.environment(),
                gateway(spec.gateway()),
                spec.services().stream().map(services::compile).toList(),
                spec.routes().stream().map(routes::compile).toList(),
                new AuthCompiler(references).compile(spec.auth()),
                cors(spec.cors()),
                realtime(spec.realtime()),
                audit(spec.audit()),
                telemetry(spec.telemetry()));
    }

    static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : (Long) duration.toMillis();
    }

    private static GatewayConfig.Gateway gateway(DataPlaneSpec gateway) {
        DataPlaneSpec.Tls tls = gateway.tls();
        return new GatewayConfig.Gateway(
                gateway.concurrency(),
                gateway.trustedProxies(),
                gateway.drain().toMillis(),
                tls == null ? null : tls.secret(),
                tls == null ? List.of() : tls.secrets(),
                proxyProtocol(gateway),
                limits(gateway.limits()));
    }

    private static GatewayConfig.@Nullable ProxyProtocol proxyProtocol(DataPlaneSpec gateway) {
        DataPlaneSpec.ProxyProtocol settings = gateway.proxyProtocol();
        return settings == null
                ? null
                : new GatewayConfig.ProxyProtocol(
                        settings.from(),
                        settings.mode() == DataPlaneSpec.ProxyProtocol.Mode.REQUIRED);
    }

    /** Null for the defaults, however a policy comes to them. */
    private static @Nullable HeadLimits limits(DataPlaneSpec.@Nullable Limits limits) {
        if (limits == null) {
            return null;
        }
        ByteSize line = limits.requestLine();
        int head = (int) limits.requestHead().bytes();
        var compiled =
                new HeadLimits(
                        line == null
                                ? Math.min(HeadLimits.DEFAULTS.requestLine(), head)
                                : (int) line.bytes(),
                        head,
                        limits.requestFields(),
                        (int) limits.responseHead().bytes(),
                        limits.responseFields());
        return compiled.equals(HeadLimits.DEFAULTS) ? null : compiled;
    }

    private static @Nullable CorsConfig cors(@Nullable CorsSpec cors) {
        return cors == null
                ? null
                : new CorsConfig(cors.origins(), cors.credentials(), millis(cors.maxAge()));
    }

    private static @Nullable RealtimeConfig realtime(@Nullable RealtimeSpec realtime) {
        return realtime == null
                ? null
                : new RealtimeConfig(
                        realtime.path(),
                        realtime.maxPerUser(),
                        realtime.maxTotal(),
                        realtime.maxAge().toMillis(),
                        realtime.pingInterval().toMillis(),
                        realtime.pingTimeout().toMillis(),
                        realtime.maxMessage().bytes());
    }

    private static AuditConfig audit(AuditSpec audit) {
        if (audit.mode() == AuditSpec.Mode.OFF) {
            return AuditConfig.OFF;
        }
        boolean all = audit.routes().contains("*");
        return new AuditConfig(audit.mode(), all ? List.of("*") : audit.routes());
    }

    private static TelemetryConfig telemetry(TelemetrySpec telemetry) {
        TelemetrySpec.AccessLog log = telemetry.accessLog();
        TelemetrySpec.Tracing tracing = telemetry.tracing();
        BigDecimal rate = log.rate();
        return new TelemetryConfig(
                log.mode(),
                rate == null ? null : (Double) rate.doubleValue(),
                tracing == null
                        ? null
                        : new TelemetryConfig.Tracing(
                                tracing.endpoint(), tracing.ratio().doubleValue()),
                telemetry.seriesBudget());
    }
}
