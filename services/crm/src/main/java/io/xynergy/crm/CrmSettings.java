package io.xynergy.crm;

import io.xynergy.kit.database.DatabaseSettings;
import io.xynergy.kit.service.AdminPort;
import io.xynergy.kit.service.ServerSettings;

/** All settings of the CRM's process. */
public record CrmSettings(ServerSettings server, AdminPort admin, DatabaseSettings db) {

    public CrmSettings {
        if (db.ownerUser() != null && db.user() == null) {
            throw new IllegalArgumentException(
                    "db.user: expected the role that serves, as db.owner-user is set; found none");
        }
    }
}
