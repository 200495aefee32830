package io.xynergy.gateway;

import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.DiskWatch;
import io.xynergy.gateway.config.Version;
import io.xynergy.gateway.delivery.DeliveredEndpoints;
import io.xynergy.kit.admin.AdminResponse;
import io.xynergy.kit.admin.AdminRoute;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.policy.PolicyError;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /config}: which configuration is in force since when, and what was refused after it.
 */
final class ConfigPage {

    private ConfigPage() {}

    static AdminRoute route(
            Configurations configurations,
            DeliveredEndpoints endpoints,
            DiskWatch<?> onDisk,
            Optional<String> developmentIssuer) {
        return AdminRoute.get(
                "/config",
                _ ->
                        AdminResponse.json(
                                200,
                                json(
                                        configurations,
                                        endpoints.version(),
                                        onDisk.problem(),
                                        developmentIssuer)));
    }

    private static byte[] json(
            Configurations configurations,
            @Nullable Version endpoints,
            DiskWatch.@Nullable Problem onDisk,
            Optional<String> developmentIssuer) {
        Version version = configurations.version();
        var json = new JsonWriter().openObject();
        json.member("digest", version.digest());
        json.member("revision", version.revision());
        json.member("since", version.since().toString());
        json.member("source", version.origin().name().toLowerCase(Locale.ROOT));
        if (endpoints != null) {
            json.name("endpoints").openObject();
            json.member("digest", endpoints.digest());
            json.member("revision", endpoints.revision());
            json.member("since", endpoints.since().toString()).closeObject();
        }
        if (onDisk != null) {
            json.name("onDisk").openObject();
            json.member("problem", onDisk.text());
            json.member("since", onDisk.since().toString()).closeObject();
        }
        developmentIssuer.ifPresent(issuer -> json.member("developmentIssuer", issuer));
        if (!configurations.unserved().isEmpty()) {
            json.name("notServedYet").openArray();
            configurations.unserved().forEach(json::value);
            json.closeArray();
        }
        Configurations.Rejection rejection = configurations.rejection();
        if (rejection != null) {
            json.name("rejected").openObject().member("at", rejection.at().toString());
            json.name("errors").openArray();
            for (PolicyError error : rejection.errors()) {
                json.openObject()
                        .member("path", error.path())
                        .member("line", error.line())
                        .member("column", error.column())
                        .member("message", error.message())
                        .closeObject();
            }
            json.closeArray().closeObject();
        }
        return json.closeObject().toBytes();
    }
}
