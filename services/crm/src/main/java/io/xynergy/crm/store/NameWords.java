package io.xynergy.crm.store;

import io.xynergy.kit.database.Transaction;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;

/**
 * The words in the names of a tenant's contacts, among which a search looks for what a misspelt
 * word may stand for.
 */
public final class NameWords {

    private static final String ADD =
            """
            insert into crm.name_word (tenant_id, word) select ?, w from unnest(?::text[]) as w
            on conflict do nothing
            """;

    private NameWords() {}

    /**
     * Makes names findable; once a transaction, and last in it. Whoever adds a word waits for
     * another transaction that has added it, so all add their words in the same order.
     */
    public static void add(Transaction transaction, String tenant, List<String> nameKeys)
            throws SQLException {
        var words = new TreeSet<String>();
        nameKeys.forEach(key -> words.addAll(List.of(key.split(" "))));
        words.remove("");
        if (!words.isEmpty()) {
            transaction.update(ADD, tenant, words.toArray(String[]::new));
        }
    }
}
