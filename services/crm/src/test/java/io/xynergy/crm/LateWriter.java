package io.xynergy.crm;

import io.xynergy.kit.testing.TestPostgres;
import java.sql.Connection;
import java.sql.SQLException;

/** Another process of the service, whose transaction takes its time. */
final class LateWriter implements AutoCloseable {

    private final Connection connection;
    private final String tenant;

    LateWriter(TestPostgres postgres, String tenant) throws SQLException {
        this.connection = postgres.connectAsUser();
        this.tenant = tenant;
        connection.setAutoCommit(false);
    }

    /** Makes a contact with the name late, which nobody else can see yet. */
    void begin() throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select set_config('app.tenant', '" + tenant + "', true)");
            statement.execute(
                    """
                    insert into crm.contact (tenant_id, id, type, name, relationship_type, status,
                        source, interaction_count, email_count, slack_message_count, custom_fields,
                        created_at, updated_at, created_by, name_key)
                    values (current_setting('app.tenant'), gen_random_uuid(), 'person', 'late',
                        'contact', 'active', 'api', 0, 0, 0, '{}', clock_timestamp(),
                        clock_timestamp(), 'ann', 'late')
                    """);
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
