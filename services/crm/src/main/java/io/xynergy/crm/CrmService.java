package io.xynergy.crm;

import io.xynergy.crm.api.ContactRoutes;
import io.xynergy.kit.database.Database;
import io.xynergy.kit.database.DatabaseSettings;
import io.xynergy.kit.database.MigrationException;
import io.xynergy.kit.database.Migrations;
import io.xynergy.kit.id.TimeOrderedIds;
import io.xynergy.kit.service.ServiceFrame;
import io.xynergy.kit.service.StartException;
import java.security.SecureRandom;
import java.util.Map;

/** Makes the CRM: its tables, its pool of connections and its routes. */
final class CrmService {

    private static final String SCHEMA = "crm";

    /** Of a request, in bytes; a batch of a thousand contacts is some hundred thousand. */
    private static final int LONGEST_BODY = 4 << 20;

    private CrmService() {}

    static void make(CrmSettings settings, ServiceFrame frame) {
        migrate(settings.db());
        Database database = frame.own(Database.open(settings.db(), frame.meters(), frame.nanos()));
        frame.health().addDependency("database", true, database::check);
        var ids = new TimeOrderedIds(frame.clock(), new SecureRandom());
        frame.serve(
                settings.server(),
                settings.admin(),
                LONGEST_BODY,
                routing -> routing.register("/contacts", new ContactRoutes(database, ids)));
    }

    /** As the owner, when the settings name one; elsewhere somebody else has done so. */
    private static void migrate(DatabaseSettings settings) {
        String user = settings.user();
        if (settings.ownerUser() == null || user == null) {
            return;
        }
        try {
            Migrations.run(settings, SCHEMA, Map.of("app", user));
        } catch (MigrationException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }
}
