package io.xynergy.kit.database;

import io.xynergy.kit.log.LogField;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.output.MigrateResult;

/**
 * Brings the tables of a service to the version that its code expects.
 *
 * <p>Run as the role that owns them, which never serves a request. Several processes may do so at
 * the same time: the second waits for the first and finds nothing to do.
 */
public final class Migrations {

    private static final Logger LOG = System.getLogger(Migrations.class.getName());

    /** One a second: a database that starts beside the service has a minute. */
    private static final int CONNECT_TRIES = 60;

    private Migrations() {}

    /**
     * Runs what has not run yet of {@code db/migration} on the class path.
     *
     * @param owner settings with an owner's role
     * @param schema where the tables are; made when it is not there
     * @param placeholders texts for <code>${name}</code> in the scripts
     * @throws MigrationException when a script fails, or one that ran was changed since
     */
    public static void run(
            DatabaseSettings owner, String schema, Map<String, String> placeholders) {
        String password = owner.ownerPassword() == null ? null : owner.ownerPassword().text();
        try {
            MigrateResult result =
                    Flyway.configure()
                            .dataSource(owner.url(), owner.ownerUser(), password)
                            .locations("classpath:db/migration")
                            .defaultSchema(schema)
                            .createSchemas(true)
                            .placeholders(placeholders)
                            .connectRetries(CONNECT_TRIES)
                            .connectRetriesInterval(1)
                            .validateMigrationNaming(true)
                            .load()
                            .migrate();
            LOG.log(
                    Level.INFO,
                    "tables are up to date",
                    LogField.of("schema", schema),
                    LogField.of("migrations", result.migrationsExecuted));
        } catch (FlywayException e) {
            throw new MigrationException(e);
        }
    }
}
