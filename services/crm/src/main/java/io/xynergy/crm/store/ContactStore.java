package io.xynergy.crm.store;

import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.ContactData;
import io.xynergy.kit.database.Json;
import io.xynergy.kit.database.Transaction;
import io.xynergy.kit.tenant.Caller;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes contacts within a transaction of their tenant. */
public final class ContactStore {

    /** Rows of one statement. */
    public static final int STATEMENT_ROWS = 500;

    private static final String INSERT =
            """
            insert into crm.contact as c (tenant_id, id, type, name, email, relationship_type, status,
                source, interaction_count, email_count, slack_message_count, custom_fields, name_key,
                email_key, created_at, updated_at, created_by)
            select ?, n.*, t.now, t.now, ?
            from unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                    ?::int4[], ?::int4[], ?::int4[], ?::jsonb[], ?::text[], ?::text[]) as n,
                (select clock_timestamp() as now) as t
            returning c.created_at
            """;

    private static final String FIND =
            "select " + ContactRow.COLUMNS + " from crm.contact c where tenant_id = ? and id = ?";

    /** Keeps others from changing it until the transaction ends. */
    private static final String FIND_TO_CHANGE = FIND + " for update";

    private static final String UPDATE =
            """
            update crm.contact c set version = version + 1, type = ?, name = ?, email = ?,
                relationship_type = ?, status = ?, source = ?, interaction_count = ?,
                email_count = ?, slack_message_count = ?, custom_fields = ?, name_key = ?,
                email_key = ?,
                updated_at = greatest(clock_timestamp(), updated_at + interval '1 microsecond')
            where tenant_id = ? and id = ?
            returning
            """
                    + ContactRow.COLUMNS;

    private static final String DELETE = "delete from crm.contact c where tenant_id = ? and id = ?";

    private ContactStore() {}

    /** Stores new contacts, at most {@link #STATEMENT_ROWS}, all at one point in time. */
    public static List<Contact> insert(
            Transaction transaction, Caller caller, List<NewContact> contacts) throws SQLException {
        Instant now =
                transaction
                        .first(
                                INSERT,
                                row -> ContactRow.instant(row, 1),
                                caller.tenant(),
                                caller.user(),
                                contacts.stream().map(NewContact::id).toArray(UUID[]::new),
                                texts(contacts, ContactData::type),
                                texts(contacts, ContactData::name),
                                texts(contacts, ContactData::email),
                                texts(contacts, ContactData::relationshipType),
                                texts(contacts, ContactData::status),
                                texts(contacts, ContactData::source),
                                numbers(contacts, ContactData.Counts::interactions),
                                numbers(contacts, ContactData.Counts::emails),
                                numbers(contacts, ContactData.Counts::slackMessages),
                                contacts.stream()
                                        .map(contact -> new Json(contact.data().customFields()))
                                        .toArray(Json[]::new),
                                texts(contacts, ContactData::nameKey),
                                texts(contacts, ContactData::emailKey))
                        .orElseThrow();
        List<Contact> stored = new ArrayList<>(contacts.size());
        for (NewContact contact : contacts) {
            stored.add(
                    new Contact(
                            contact.id(),
                            caller.tenant(),
                            1,
                            contact.data(),
                            now,
                            now,
                            caller.user()));
        }
        return stored;
    }

    /** The contact with the id. */
    public static Optional<Contact> find(Transaction transaction, String tenant, UUID id)
            throws SQLException {
        return transaction.first(FIND, ContactRow::read, tenant, id);
    }

    /** The contact with the id, which nobody else can change before the transaction ends. */
    public static Optional<Contact> findToChange(Transaction transaction, String tenant, UUID id)
            throws SQLException {
        return transaction.first(FIND_TO_CHANGE, ContactRow::read, tenant, id);
    }

    /** Replaces what clients say about a contact that was found to change. */
    public static Contact update(Transaction transaction, Contact old, ContactData data)
            throws SQLException {
        return transaction
                .first(
                        UPDATE,
                        ContactRow::read,
                        data.type(),
                        data.name(),
                        data.email(),
                        data.relationshipType(),
                        data.status(),
                        data.source(),
                        data.counts().interactions(),
                        data.counts().emails(),
                        data.counts().slackMessages(),
                        new Json(data.customFields()),
                        data.nameKey(),
                        data.emailKey(),
                        old.tenant(),
                        old.id())
                .orElseThrow();
    }

    /** Removes a contact that was found to change. */
    public static void delete(Transaction transaction, Contact contact) throws SQLException {
        transaction.update(DELETE, contact.tenant(), contact.id());
    }

    private interface Text {
        @Nullable String of(ContactData data);
    }

    private interface Whole {
        int of(ContactData.Counts counts);
    }

    private static @Nullable String[] texts(List<NewContact> contacts, Text field) {
        @Nullable String[] texts = new @Nullable String[contacts.size()];
        Arrays.setAll(texts, i -> field.of(contacts.get(i).data()));
        return texts;
    }

    private static Integer[] numbers(List<NewContact> contacts, Whole field) {
        return contacts.stream()
                .map(contact -> field.of(contact.data().counts()))
                .toArray(Integer[]::new);
    }
}
