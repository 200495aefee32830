package io.xynergy.crm;

import io.xynergy.kit.database.DatabaseSettings;
import io.xynergy.kit.identity.IdentitySettings;
import io.xynergy.kit.service.AdminPort;
import io.xynergy.kit.service.ServerSettings;
import io.xynergy.kit.settings.Setting;

/** All settings of the CRM's process. */
public record CrmSettings(
        ServerSettings server,
        AdminPort admin,
        IdentitySettings identity,
        DatabaseSettings db,
        Crm crm) {

    /** What is the CRM's own. */
    public record Crm(
            @Setting(
                            value =
                                    "role of the users who may change a tenant's settings; * is all",
                            otherwise = "admin")
                    String settingsRole) {}

    public CrmSettings {
        if (db.ownerUser() != null && db.user() == null) {
            throw new IllegalArgumentException(
                    "db.user: expected the role that serves, as db.owner-user is set; found none");
        }
    }
}
