package io.xynergy.crm.store;

import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.ContactData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

/** A row of the table of contacts. */
final class ContactRow {

    /** What {@link #read} reads, in its order. */
    static final String COLUMNS =
            """
            c.id, c.tenant_id, c.version, c.type, c.name, c.email, c.relationship_type, c.status,
            c.source, c.interaction_count, c.email_count, c.slack_message_count, c.custom_fields,
            c.created_at, c.updated_at, c.created_by, c.name_key, c.email_key
            """;

    private ContactRow() {}

    static Contact read(ResultSet row) throws SQLException {
        var counts = new ContactData.Counts(row.getInt(10), row.getInt(11), row.getInt(12));
        var data =
                new ContactData(
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8),
                        row.getString(9),
                        counts,
                        row.getString(13));
        return new Contact(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getLong(3),
                data,
                instant(row, 14),
                instant(row, 15),
                row.getString(16));
    }

    static String nameKey(ResultSet row) throws SQLException {
        return row.getString(17);
    }

    static String emailKey(ResultSet row) throws SQLException {
        return row.getString(18);
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
