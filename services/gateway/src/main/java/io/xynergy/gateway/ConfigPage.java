package io.xynergy.gateway;

import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.proxy.Snapshot;
import io.xynergy.kit.admin.AdminAnswer;
import io.xynergy.kit.admin.AdminRoute;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.policy.PolicyError;
import java.util.Optional;

/**
 * {@code GET /config}: which configuration is in force since when, and what was refused after it.
 */
final class ConfigPage {

    private ConfigPage() {}

    static AdminRoute route(Configurations configurations, Optional<String> developmentIssuer) {
        return AdminRoute.get(
                "/config", _ -> AdminAnswer.json(200, json(configurations, developmentIssuer)));
    }

    private static byte[] json(Configurations configurations, Optional<String> developmentIssuer) {
        Snapshot snapshot = configurations.current();
        var json = new JsonWriter().openObject();
        json.member("digest", snapshot.digest());
        json.member("revision", snapshot.revision());
        json.member("since", snapshot.since().toString());
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
