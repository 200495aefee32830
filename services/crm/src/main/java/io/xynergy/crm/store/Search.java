package io.xynergy.crm.store;

import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.FoldedText;
import io.xynergy.crm.paging.Position;
import io.xynergy.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds contacts by a text, the likeliest ones first: those whose name begins with it, then those
 * whose address does, then those with something similar in the name.
 *
 * <p>The first two read an index in its order, so that it does not matter how many there are.
 * Similar names have to be compared; at most {@link #MOST_SIMILAR} are. Less similar ones are
 * looked for only where the more similar ones do not fill a page.
 */
public final class Search {

    /** Contacts that are compared at the most; further ones are not found by similarity. */
    static final int MOST_SIMILAR = 1000;

    private static final char NAME = 'N';
    private static final char EMAIL = 'E';
    private static final char SIMILAR = 'S';

    /** A swap of neighbours in a word of six letters leaves about half of its trigrams. */
    private static final List<Float> SIMILARITIES = List.of(0.65f, 0.45f);

    /** Of fewer letters nearly everything is similar. */
    private static final int SHORTEST_SIMILAR = 3;

    private static final String SELECT = "select " + ContactRow.COLUMNS;

    private final Transaction transaction;
    private final String tenant;
    private final Filters filters;
    private final String nameKey;
    private final String emailKey;

    private Search(Transaction transaction, String tenant, Filters filters, String text) {
        this.transaction = transaction;
        this.tenant = tenant;
        this.filters = filters;
        this.nameKey = FoldedText.key(text);
        this.emailKey = text.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * A page.
     *
     * @param after the end of the page before; null: from the beginning
     */
    public static Page read(
            Transaction transaction,
            String tenant,
            Filters filters,
            String text,
            int limit,
            @Nullable Position after)
            throws SQLException {
        return new Search(transaction, tenant, filters, text).page(limit, after);
    }

    private Page page(int limit, @Nullable Position after) throws SQLException {
        char begin = after == null ? NAME : after.kind();
        List<Page.Hit> hits = new ArrayList<>();
        if (begin == NAME) {
            hits.addAll(names(limit + 1, after));
        }
        if (begin != SIMILAR && hits.size() <= limit) {
            hits.addAll(emails(limit + 1 - hits.size(), begin == EMAIL ? after : null));
        }
        if (hits.size() <= limit) {
            hits.addAll(similar(limit + 1 - hits.size(), begin == SIMILAR ? after : null));
        }
        return Page.of(hits, limit);
    }

    private List<Page.Hit> names(int most, @Nullable Position after) throws SQLException {
        if (nameKey.isEmpty()) {
            return List.of();
        }
        Sql sql = contacts();
        sql.and("c.name_key >= ? and c.name_key < ?", nameKey, NamePrefix.end(nameKey));
        if (after != null) {
            sql.add("and (c.name_key, c.id) > (?, ?)", after.key(), after.id());
        }
        sql.add("order by c.name_key, c.id limit ?", most);
        return run(sql, row -> hit(row, NAME, ContactRow.nameKey(row)));
    }

    private List<Page.Hit> emails(int most, @Nullable Position after) throws SQLException {
        Sql sql = contacts();
        sql.and("c.email_key >= ? and c.email_key < ?", emailKey, emailEnd());
        notNames(sql);
        if (after != null) {
            sql.add("and (c.email_key, c.id) > (?, ?)", after.key(), after.id());
        }
        sql.add("order by c.email_key, c.id limit ?", most);
        return run(sql, row -> hit(row, EMAIL, ContactRow.emailKey(row)));
    }

    private List<Page.Hit> similar(int most, @Nullable Position after) throws SQLException {
        if (nameKey.length() < SHORTEST_SIMILAR) {
            return List.of();
        }
        if (after != null) {
            return similar(most, Similarity.of(after), after);
        }
        List<Page.Hit> hits = List.of();
        for (int level = 0; level < SIMILARITIES.size() && hits.size() < most; level++) {
            hits = similar(most, new Similarity(level, Float.MAX_VALUE), null);
        }
        return hits;
    }

    private List<Page.Hit> similar(int most, Similarity begin, @Nullable Position after)
            throws SQLException {
        var sql =
                new Sql(
                        SELECT
                                + """
                                , s.similarity from crm.similar_contacts(?, ?, ?, ?, ?, ?, ?) s
                                join crm.contact c on c.tenant_id = ? and c.id = s.id where true
                                """,
                        nameKey,
                        SIMILARITIES.get(begin.level()),
                        MOST_SIMILAR,
                        filters.status(),
                        filters.type(),
                        filters.source(),
                        filters.updatedSince(),
                        tenant);
        filters.addTo(sql);
        notNames(sql);
        sql.add(
                "and (c.email_key is null or c.email_key < ? or c.email_key >= ?)",
                emailKey,
                emailEnd());
        if (after != null) {
            sql.add(
                    "and (s.similarity < ? or s.similarity = ? and c.id > ?)",
                    begin.least(),
                    begin.least(),
                    after.id());
        }
        sql.add("order by s.similarity desc, c.id limit ?", most);
        return run(
                sql,
                row -> {
                    var place = new Similarity(begin.level(), row.getFloat("similarity"));
                    return hit(row, SIMILAR, place.text());
                });
    }

    /** How far down a search has come: the level of similarity, and the last one's own. */
    private record Similarity(int level, float least) {

        static Similarity of(Position position) {
            String[] parts = position.key().split(":", 2);
            return new Similarity(
                    Integer.parseInt(parts[0]), Float.intBitsToFloat(Integer.parseInt(parts[1])));
        }

        String text() {
            return level + ":" + Float.floatToIntBits(least);
        }
    }

    private Sql contacts() {
        var sql = new Sql(SELECT + " from crm.contact c where c.tenant_id = ?", tenant);
        filters.addTo(sql);
        return sql;
    }

    /** Without those that the first part has found. */
    private void notNames(Sql sql) {
        if (!nameKey.isEmpty()) {
            sql.add("and (c.name_key < ? or c.name_key >= ?)", nameKey, NamePrefix.end(nameKey));
        }
    }

    /** Greater than each address that begins with the text. */
    private String emailEnd() {
        return emailKey + Character.toString(Character.MAX_CODE_POINT);
    }

    private interface HitReader {
        Page.Hit read(ResultSet row) throws SQLException;
    }

    private List<Page.Hit> run(Sql sql, HitReader reader) throws SQLException {
        return transaction.query(sql.text(), reader::read, sql.arguments());
    }

    private static Page.Hit hit(ResultSet row, char kind, String key) throws SQLException {
        Contact contact = ContactRow.read(row);
        return new Page.Hit(contact, new Position(kind, key, contact.id()));
    }
}
