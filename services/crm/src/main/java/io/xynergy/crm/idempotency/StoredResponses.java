package io.xynergy.crm.idempotency;

import io.xynergy.kit.database.Transaction;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The responses that a tenant's requests with a key have got.
 *
 * <p>A response is kept in the transaction of what it tells of: either both are there or neither
 * is.
 */
public final class StoredResponses {

    /** Ends with the transaction; two keys with one hash only make a client try again. */
    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended(? || chr(31) || ?, 1))";

    private static final String FIND =
            """
            select request, location, etag, body from crm.answer
            where tenant_id = ? and key = ? and created_at >= now() - interval '24 hours'
            """;

    /** One of a day ago may still be there. */
    private static final String FORGET = "delete from crm.answer where tenant_id = ? and key = ?";

    private static final String KEEP =
            """
            insert into crm.answer (tenant_id, key, request, location, etag, body)
            values (?, ?, ?, ?, ?, ?)
            """;

    private StoredResponses() {}

    /** What is known about a request with a key. */
    public sealed interface Known {

        /** It was not served yet, and nobody else can serve it before the transaction ends. */
        record New() implements Known {}

        /** It was served, with this response. */
        record Served(StoredResponse response) implements Known {}

        /** Another request was served under its key. */
        record Other() implements Known {}

        /** It is being served. */
        record UnderWay() implements Known {}
    }

    /** Looks a request up and reserves its key for the transaction. */
    public static Known begin(Transaction transaction, String tenant, IdempotencyKey key)
            throws SQLException {
        boolean reserved =
                transaction.first(LOCK, row -> row.getBoolean(1), tenant, key.key()).orElse(false);
        if (!reserved) {
            return new Known.UnderWay();
        }
        // a statement of its own: it sees what was committed before the key was reserved
        Optional<Known> known =
                transaction.first(
                        FIND,
                        row ->
                                Arrays.equals(row.getBytes(1), key.request())
                                        ? new Known.Served(
                                                new StoredResponse(
                                                        row.getString(2),
                                                        row.getString(3),
                                                        row.getBytes(4)))
                                        : new Known.Other(),
                        tenant,
                        key.key());
        return known.orElseGet(Known.New::new);
    }

    /** Keeps the response to a request whose key was reserved. */
    public static void keep(
            Transaction transaction, String tenant, IdempotencyKey key, StoredResponse response)
            throws SQLException {
        transaction.update(FORGET, tenant, key.key());
        @Nullable String location = response.location();
        @Nullable String etag = response.etag();
        transaction.update(KEEP, tenant, key.key(), key.request(), location, etag, response.body());
    }
}
