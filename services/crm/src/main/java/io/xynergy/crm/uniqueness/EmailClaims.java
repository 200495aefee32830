package io.xynergy.crm.uniqueness;

import io.xynergy.crm.contact.Contact;
import io.xynergy.kit.database.Transaction;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Who has which address, for tenants that want each address once.
 *
 * <p>A primary key decides who is first, so no two transactions can both believe that they are.
 */
public final class EmailClaims {

    private static final String BEGIN = "select crm.begin_change()";

    private static final String CLAIM =
            """
            insert into crm.email_claim (tenant_id, email_key, contact_id)
            select ?, * from unnest(?::text[], ?::uuid[])
            on conflict do nothing
            returning email_key
            """;

    private static final String RELEASE =
            "delete from crm.email_claim where tenant_id = ? and email_key = ? and contact_id = ?";

    private EmailClaims() {}

    /**
     * Begins a change of the tenant's contacts, first of all in a transaction.
     *
     * @return whether addresses have to be claimed
     */
    public static boolean begin(Transaction transaction) throws SQLException {
        return transaction.first(BEGIN, row -> row.getBoolean(1)).orElse(false);
    }

    /** Claims addresses for contacts; returns those that others have. */
    public static Set<String> claim(
            Transaction transaction, String tenant, SortedMap<String, UUID> wanted)
            throws SQLException {
        if (wanted.isEmpty()) {
            return Set.of();
        }
        // in the order of the addresses, so that two that want the same ones do not wait in a
        // circle
        Collection<String> keys = wanted.keySet();
        List<String> got =
                transaction.query(
                        CLAIM,
                        row -> row.getString(1),
                        tenant,
                        keys.toArray(String[]::new),
                        wanted.values().toArray(UUID[]::new));
        Set<String> taken = new HashSet<>(keys);
        got.forEach(taken::remove);
        return taken;
    }

    /**
     * Moves a contact's claim to its new address; false: another one has that.
     *
     * @param claims whether addresses have to be claimed
     */
    public static boolean move(
            Transaction transaction, Contact before, Contact after, boolean claims)
            throws SQLException {
        String wanted = after.data().emailKey();
        if (Objects.equals(before.data().emailKey(), wanted)) {
            return true;
        }
        release(transaction, before);
        if (wanted == null || !claims) {
            return true;
        }
        SortedMap<String, UUID> one = new TreeMap<>();
        one.put(wanted, after.id());
        return claim(transaction, after.tenant(), one).isEmpty();
    }

    /** Gives up a contact's claim, also one that is left from when the rule was on. */
    public static void release(Transaction transaction, Contact contact) throws SQLException {
        String key = contact.data().emailKey();
        if (key != null) {
            transaction.update(RELEASE, contact.tenant(), key, contact.id());
        }
    }
}
