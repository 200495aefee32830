package io.xynergy.crm.store;

import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.EmailAddress;
import io.xynergy.crm.contact.FoldedText;
import io.xynergy.crm.paging.Position;
import io.xynergy.kit.database.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds contacts by a text, the likeliest ones first: those whose name begins with it, then those
 * whose last word of the name does, then those whose address does, then those with a similar word
 * in the name for each word of the text.
 *
 * <p>All but the last read an index in its order, so that it does not matter how many there are.
 * For the last, the words of all the tenant's names are compared, and at most {@link #MOST_SIMILAR}
 * names that have similar ones. Less similar ones are looked for only where the more similar ones
 * do not fill a page.
 */
public final class Search {

    /** Contacts that are compared at the most; further ones are not found by similarity. */
    static final int MOST_SIMILAR = 500;

    private static final char NAME = 'N';
    private static final char TURNED = 'T';
    private static final char EMAIL = 'E';
    private static final char SIMILAR = 'S';

    /** In the order in which they are looked through. */
    private static final List<Character> PARTS = List.of(NAME, TURNED, EMAIL, SIMILAR);

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
        this.emailKey = EmailAddress.key(text.strip());
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
        List<Page.Hit> hits = new ArrayList<>();
        boolean begun = after == null;
        for (char part : PARTS) {
            Position from = after != null && after.kind() == part ? after : null;
            begun = begun || from != null;
            int most = limit + 1 - hits.size();
            if (begun && most > 0) {
                hits.addAll(part(part, most, from));
            }
        }
        return Page.of(hits, limit);
    }

    private List<Page.Hit> part(char part, int most, @Nullable Position after) throws SQLException {
        return switch (part) {
            case NAME -> nameKey.isEmpty() ? List.of() : names(most, after);
            case TURNED -> nameKey.isEmpty() ? List.of() : turned(most, after);
            case EMAIL -> emails(most, after);
            default -> nameKey.length() < SHORTEST_SIMILAR ? List.of() : similar(most, after);
        };
    }

    private List<Page.Hit> names(int most, @Nullable Position after) throws SQLException {
        Sql sql = contacts();
        sql.and("c.name_key >= ? and c.name_key < ?", nameKey, NamePrefix.end(nameKey));
        follow(sql, "c.name_key", after, most);
        return run(sql, row -> hit(row, NAME, ContactRow.nameKey(row)));
    }

    private List<Page.Hit> turned(int most, @Nullable Position after) throws SQLException {
        Sql sql = contacts();
        sql.and("c.turned_key >= ? and c.turned_key < ?", nameKey, NamePrefix.end(nameKey));
        without(sql, "c.name_key", nameKey, NamePrefix.end(nameKey));
        follow(sql, "c.turned_key", after, most);
        return run(sql, row -> hit(row, TURNED, ContactRow.turnedKey(row)));
    }

    private List<Page.Hit> emails(int most, @Nullable Position after) throws SQLException {
        Sql sql = contacts();
        sql.and("c.email_key >= ? and c.email_key < ?", emailKey, emailEnd());
        withoutNames(sql);
        follow(sql, "c.email_key", after, most);
        return run(sql, row -> hit(row, EMAIL, ContactRow.emailKey(row)));
    }

    /** In the order of a key, from where the page before ended. */
    private static void follow(Sql sql, String key, @Nullable Position after, int most) {
        if (after != null) {
            sql.add("and (%s, c.id) > (?, ?)".formatted(key), after.key(), after.id());
        }
        sql.add("order by %s, c.id limit ?".formatted(key), most);
    }

    private List<Page.Hit> similar(int most, @Nullable Position after) throws SQLException {
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
        withoutNames(sql);
        without(sql, "c.email_key", emailKey, emailEnd());
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

    /** Without those that the first parts have found. */
    private void withoutNames(Sql sql) {
        if (!nameKey.isEmpty()) {
            without(sql, "c.name_key", nameKey, NamePrefix.end(nameKey));
            without(sql, "c.turned_key", nameKey, NamePrefix.end(nameKey));
        }
    }

    private static void without(Sql sql, String key, String from, String to) {
        sql.add("and (%1$s is null or %1$s < ? or %1$s >= ?)".formatted(key), from, to);
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
