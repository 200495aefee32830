package io.xynergy.policy.validation;

import io.xynergy.policy.AuditSpec;
import io.xynergy.policy.ByteSize;
import io.xynergy.policy.CorsSpec;
import io.xynergy.policy.RealtimeSpec;
import io.xynergy.policy.RouteSpec;
import io.xynergy.policy.Rule;
import io.xynergy.policy.TelemetrySpec;
import io.xynergy.policy.document.DocumentPath;
import io.xynergy.policy.document.Quote;
import io.xynergy.policy.document.Suggestion;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules about what the gateway does beside routing: CORS, the stream, audit, telemetry. */
final class EdgeRules {

    private static final int MANY = 1_000_000;
    private static final int MOST_ORIGINS = 64;
    private static final int MOST_AUDITED = 1000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final FieldRules fields;
    private final WireRules wire;

    EdgeRules(FieldRules fields, WireRules wire) {
        this.fields = fields;
        this.wire = wire;
    }

    void cors(@Nullable CorsSpec cors, DocumentPath path) {
        if (cors == null) {
            return;
        }
        DocumentPath origins = path.field("origins");
        fields.someAtMost(cors.origins(), MOST_ORIGINS, origins);
        fields.different(cors.origins(), origins);
        for (int i = 0; i < cors.origins().size(); i++) {
            wire.origin(cors.origins().get(i), origins.item(i));
        }
        boolean everybody = cors.credentials() && cors.origins().contains("*");
        fields.require(!everybody, Rule.CREDENTIALS_FOR_ALL, path.field("credentials"));
        fields.range(cors.maxAge(), Duration.ZERO, TrafficRules.YEAR, path.field("maxAge"));
    }

    void realtime(@Nullable RealtimeSpec realtime, DocumentPath path) {
        if (realtime == null) {
            return;
        }
        wire.path(realtime.path(), false, path.field("path"));
        fields.range(realtime.maxPerUser(), 1, MANY, path.field("maxPerUser"));
        fields.range(realtime.maxTotal(), 1, MANY, path.field("maxTotal"));
        fields.range(realtime.maxAge(), SECOND, TrafficRules.DAY, path.field("maxAge"));
        fields.range(realtime.pingInterval(), SECOND, HOUR, path.field("pingInterval"));
        fields.range(realtime.pingTimeout(), SECOND, HOUR, path.field("pingTimeout"));
        ByteSize least = new ByteSize(1024);
        ByteSize most = new ByteSize(64L << 20);
        fields.range(realtime.maxMessage(), least, most, path.field("maxMessage"));
    }

    void audit(AuditSpec audit, List<RouteSpec> routes, DocumentPath path) {
        Set<String> known = new LinkedHashSet<>();
        routes.stream().map(RouteSpec::name).forEach(known::add);
        DocumentPath place = path.field("routes");
        fields.atMost(audit.routes(), MOST_AUDITED, place);
        fields.different(audit.routes(), place);
        for (int i = 0; i < audit.routes().size(); i++) {
            String name = audit.routes().get(i);
            if (!name.equals("*") && !known.contains(name)) {
                String ending = Suggestion.ending(name, known);
                fields.report(Rule.UNKNOWN_ROUTE, place.item(i), Quote.of(name), ending);
            }
        }
    }

    void telemetry(TelemetrySpec telemetry, DocumentPath path) {
        TelemetrySpec.AccessLog log = telemetry.accessLog();
        DocumentPath logPath = path.field("accessLog");
        boolean sampled = log.mode() == TelemetrySpec.Mode.SAMPLED;
        if (sampled && log.rate() == null) {
            fields.report(Rule.NEEDS, logPath, "mode: Sampled", "rate");
        } else if (!sampled && log.rate() != null) {
            fields.report(Rule.ONLY_WITH, logPath.field("rate"), "mode: Sampled");
        }
        share(log.rate(), logPath.field("rate"));
        TelemetrySpec.Tracing tracing = telemetry.tracing();
        if (tracing != null) {
            wire.webUrl(tracing.endpoint(), path.field("tracing").field("endpoint"));
            share(tracing.ratio(), path.field("tracing").field("ratio"));
        }
        fields.range(telemetry.seriesBudget(), 100, MANY, path.field("seriesBudget"));
    }

    private void share(@Nullable BigDecimal share, DocumentPath path) {
        fields.range(share, BigDecimal.ZERO, BigDecimal.ONE, path);
    }
}
