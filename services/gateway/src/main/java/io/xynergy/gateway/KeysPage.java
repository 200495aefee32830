package io.xynergy.gateway;

import io.xynergy.gateway.auth.ApiKeys;
import io.xynergy.gateway.config.Configurations;
import io.xynergy.kit.admin.AdminResponse;
import io.xynergy.kit.admin.AdminRoute;
import io.xynergy.kit.json.JsonWriter;
import java.util.List;

/**
 * {@code GET /keys}: which API keys are valid here, by their ids, and on which day each was used.
 */
final class KeysPage {

    private KeysPage() {}

    static AdminRoute route(Configurations configurations) {
        return AdminRoute.get(
                "/keys",
                _ ->
                        AdminResponse.json(
                                200, json(configurations.current().access().keys().uses())));
    }

    private static byte[] json(List<ApiKeys.Use> uses) {
        var json = new JsonWriter().openObject();
        json.name("keys").openArray();
        for (ApiKeys.Use use : uses) {
            json.openObject().member("name", use.key()).member("id", use.id());
            if (use.lastUsed() != null) {
                json.member("lastUsed", use.lastUsed().toString());
            }
            json.closeObject();
        }
        return json.closeArray().closeObject().toBytes();
    }
}
