package io.xynergy.crm.store;

import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.paging.Position;
import io.xynergy.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists contacts in an order, a page at a time, each page found by where the last one ended.
 *
 * <p>Where new and changed contacts come at the end, a page ends before the oldest transaction that
 * is still under way: its contacts get an earlier time than those that were committed meanwhile,
 * and who reads on from the end of a page would never see them.
 */
public final class Listing {

    private static final char KIND = 'L';

    /** Own sessions only are visible to the role, which is all that writes contacts. */
    private static final String OLDEST_UNDER_WAY =
            """
            select least(clock_timestamp(), min(xact_start)) from pg_stat_activity
            where datname = current_database() and usename = current_user
                and pid <> pg_backend_pid()
            """;

    private Listing() {}

    /**
     * A page.
     *
     * @param after the end of the page before; null: from the beginning
     */
    public static Page read(
            Transaction transaction,
            String tenant,
            Filters filters,
            Sort sort,
            int limit,
            @Nullable Position after)
            throws SQLException {
        String key = "c." + sort.column();
        String direction = sort.isDescending() ? " desc" : "";
        var sql =
                new Sql(
                        "select "
                                + ContactRow.COLUMNS
                                + " from crm.contact c where c.tenant_id = ?",
                        tenant);
        filters.addTo(sql);
        if (after != null) {
            String comparison = sort.isDescending() ? "<" : ">";
            sql.add(
                    "and (%s, c.id) %s (?, ?)".formatted(key, comparison),
                    key(sort, after),
                    after.id());
        }
        if (sort.isAppending()) {
            // of its own, and first: the page must not see more than was committed by then
            sql.and(key + " < ?", oldestUnderWay(transaction));
        }
        sql.add("order by %s%s, c.id%2$s limit ?".formatted(key, direction), limit + 1);
        List<Page.Hit> hits = transaction.query(sql.text(), row -> hit(row, sort), sql.arguments());
        return Page.of(hits, limit);
    }

    private static @Nullable Instant oldestUnderWay(Transaction transaction) throws SQLException {
        return transaction.first(OLDEST_UNDER_WAY, row -> ContactRow.instant(row, 1)).orElse(null);
    }

    private static Page.Hit hit(ResultSet row, Sort sort) throws SQLException {
        Contact contact = ContactRow.read(row);
        String key =
                switch (sort) {
                    case CREATED, CREATED_LAST_FIRST -> micros(contact.createdAt());
                    case UPDATED, UPDATED_LAST_FIRST -> micros(contact.updatedAt());
                    case NAME, NAME_LAST_FIRST -> ContactRow.nameKey(row);
                };
        return new Page.Hit(contact, new Position(KIND, key, contact.id()));
    }

    private static String micros(Instant time) {
        return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time));
    }

    private static Object key(Sort sort, Position after) {
        return switch (sort) {
            case NAME, NAME_LAST_FIRST -> after.key();
            default -> Instant.EPOCH.plus(Long.parseLong(after.key()), ChronoUnit.MICROS);
        };
    }
}
