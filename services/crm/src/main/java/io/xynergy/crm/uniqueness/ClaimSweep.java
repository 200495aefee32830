package io.xynergy.crm.uniqueness;

import io.xynergy.kit.database.Database;
import io.xynergy.kit.database.Transaction;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Goes through all contacts of a tenant to claim their addresses, a bounded number at a time. */
final class ClaimSweep {

    private static final int AT_ONCE = 5000;
    private static final int MOST_NAMED = 20;

    private static final UUID FIRST = new UUID(0, 0);

    private static final String DUPLICATES =
            """
            select email_key, count(*), (array_agg(id order by id))[1:3] from crm.contact
            where tenant_id = ? and email_key is not null
            group by email_key having count(*) > 1 order by email_key limit ?
            """;

    private static final String IS_OURS =
            "select 1 from crm.tenant_settings where tenant_id = ? and run = ?";

    /**
     * Locked, so that none of them changes before its claim is there for the one who changes it.
     */
    private static final String NEXT =
            """
            select id from crm.contact where tenant_id = ? and id > ? and email_key is not null
            order by id limit ? for share
            """;

    private static final String CLAIM =
            """
            insert into crm.email_claim (tenant_id, email_key, contact_id)
            select tenant_id, email_key, id from crm.contact
            where tenant_id = ? and id = any(?) and email_key is not null
            order by email_key on conflict do nothing
            """;

    private static final String TAKEN =
            """
            select c.email_key, 2, array[e.contact_id, c.id] from crm.contact c
            join crm.email_claim e on e.tenant_id = c.tenant_id and e.email_key = c.email_key
            where c.tenant_id = ? and c.id = any(?) and e.contact_id <> c.id
            order by c.email_key limit ?
            """;

    private static final String FORGET =
            """
            delete from crm.email_claim where tenant_id = ? and email_key in (
                select email_key from crm.email_claim where tenant_id = ? limit ?)
            """;

    private final Database database;
    private final String tenant;

    ClaimSweep(Database database, String tenant) {
        this.database = database;
        this.tenant = tenant;
    }

    static ProblemException overtaken() {
        return new ProblemException(
                Problem.passing(
                        409,
                        "settings_under_change",
                        "Somebody else changes the same setting at the moment."));
    }

    /** The first addresses that several contacts have. */
    List<Problem.Detail> duplicates() {
        return database.inTenant(
                tenant,
                transaction ->
                        transaction.query(DUPLICATES, ClaimSweep::detail, tenant, MOST_NAMED));
    }

    /** Removes claims of a time when the rule was on before. */
    void forgetClaims(UUID run) {
        int gone = AT_ONCE;
        while (gone == AT_ONCE) {
            gone = inRun(run, transaction -> transaction.update(FORGET, tenant, tenant, AT_ONCE));
        }
    }

    /** Claims the addresses of all contacts; returns some that two have, if there are any. */
    List<Problem.Detail> claimAll(UUID run) {
        List<Problem.Detail> duplicates = new ArrayList<>();
        Optional<UUID> from = Optional.of(FIRST);
        while (from.isPresent() && duplicates.isEmpty()) {
            UUID begin = from.get();
            from = inRun(run, transaction -> claim(transaction, begin, duplicates));
        }
        return duplicates;
    }

    private Optional<UUID> claim(
            Transaction transaction, UUID from, List<Problem.Detail> duplicates)
            throws SQLException {
        UUID[] next =
                transaction
                        .query(NEXT, row -> row.getObject(1, UUID.class), tenant, from, AT_ONCE)
                        .toArray(UUID[]::new);
        duplicates.clear();
        if (next.length == 0) {
            return Optional.empty();
        }
        transaction.update(CLAIM, tenant, next);
        duplicates.addAll(transaction.query(TAKEN, ClaimSweep::detail, tenant, next, MOST_NAMED));
        return Optional.of(next[next.length - 1]);
    }

    /** Only as long as nobody else has begun to change the setting. */
    private <T> T inRun(UUID run, Database.Work<T> work) {
        return database.inTenant(
                tenant,
                transaction -> {
                    if (transaction.first(IS_OURS, row -> 1, tenant, run).isEmpty()) {
                        throw overtaken();
                    }
                    return work.run(transaction);
                });
    }

    private static Problem.Detail detail(ResultSet row) throws SQLException {
        long count = row.getLong(2);
        Array array = row.getArray(3);
        List<String> ids = new ArrayList<>();
        for (Object id : (Object[]) array.getArray()) {
            ids.add(String.valueOf(id));
        }
        return new Problem.Detail(
                row.getString(1),
                "%d contacts have it: %s%s"
                        .formatted(
                                count,
                                String.join(", ", ids),
                                count > ids.size() ? " and others" : ""));
    }
}
