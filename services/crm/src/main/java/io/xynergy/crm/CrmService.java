package io.xynergy.crm;

import io.xynergy.crm.api.CrmRoutes;
import io.xynergy.crm.idempotency.ResponseSweep;
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

    private CrmService() {}

    static void make(CrmSettings settings, ServiceFrame frame) {
        migrate(settings.db());
        Database database = frame.own(Database.open(settings.db(), frame.meters(), frame.nanos()));
        frame.health().addDependency("database", true, database::check);
        frame.own(ResponseSweep.start(database, frame.meters()));
        var routes =
                new CrmRoutes(
                        database,
                        new TimeOrderedIds(frame.clock(), new SecureRandom()),
                        settings.crm().settingsRole(),
                        Runtime.getRuntime().maxMemory(),
                        frame.meters(),
                        frame.clock(),
                        frame.nanos());
        frame.serve(
                settings.server(),
                settings.admin(),
                settings.identity(),
                CrmRoutes.LONGEST_BODY,
                routes::addTo);
    }

    /** As the owner, when the settings name one; elsewhere somebody else has done so. */
    private static void migrate(DatabaseSettings settings) {
        String user = settings.user();
        if (settings.ownerUser() == null || user == null) {
            return;
        }
        try {
            Migrations.run(settings, SCHEMA, Map.of("app", user, "functions", user + "_functions"));
        } catch (MigrationException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }
}
