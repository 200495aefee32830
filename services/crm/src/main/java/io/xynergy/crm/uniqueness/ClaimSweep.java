package io.xynergy.crm.uniqueness;

import static java.util.stream.Collectors.joining;

import io.xynergy.kit.database.Database;
import io.xynergy.kit.database.Transaction;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Goes through all contacts of a tenant to claim their addresses, a bounded number at a time. */
final class ClaimSweep {

    private static final int AT_ONCE = 5000;
    private static final int MOST_NAMED = 20;
    private static final int MOST_IDS = 3;

    private static final UUID FIRST = new UUID(0, 0);

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
            order by email_key, id on conflict do nothing
            """;

    private static final String TAKEN =
            """
            select c.email_key, array_agg(distinct e.contact_id) || array_agg(c.id order by c.id)
            from crm.contact c
            join crm.email_claim e on e.tenant_id = c.tenant_id and e.email_key = c.email_key
            where c.tenant_id = ? and c.id = any(?) and e.contact_id <> c.id
            group by c.email_key order by c.email_key limit ?
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

    /** Removes claims of a time when the rule was on before. */
    void forgetClaims(UUID run) {
        int gone = AT_ONCE;
        while (gone == AT_ONCE) {
            gone = inRun(run, transaction -> transaction.update(FORGET, tenant, tenant, AT_ONCE));
        }
    }

    /** Claims the addresses of all contacts; returns the first ones that several have. */
    List<Problem.Detail> claimAll(UUID run) {
        SortedMap<String, Problem.Detail> duplicates = new TreeMap<>();
        Optional<UUID> from = Optional.of(FIRST);
        while (from.isPresent() && duplicates.size() < MOST_NAMED) {
            UUID begin = from.get();
            Chunk chunk = inRun(run, transaction -> claim(transaction, begin));
            chunk.taken().forEach(taken -> duplicates.putIfAbsent(taken.field(), taken));
            from = chunk.end();
        }
        return duplicates.values().stream().limit(MOST_NAMED).toList();
    }

    /**
     * Some contacts whose addresses were claimed.
     *
     * @param end the last one; empty: there was none left
     * @param taken addresses that others have
     */
    private record Chunk(Optional<UUID> end, List<Problem.Detail> taken) {}

    private Chunk claim(Transaction transaction, UUID from) throws SQLException {
        UUID[] next =
                transaction
                        .query(NEXT, row -> row.getObject(1, UUID.class), tenant, from, AT_ONCE)
                        .toArray(UUID[]::new);
        if (next.length == 0) {
            return new Chunk(Optional.empty(), List.of());
        }
        transaction.update(CLAIM, tenant, next);
        List<Problem.Detail> taken =
                transaction.query(TAKEN, ClaimSweep::detail, tenant, next, MOST_NAMED);
        return new Chunk(Optional.of(next[next.length - 1]), taken);
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
        Object[] ids = (Object[]) row.getArray(2).getArray();
        String named =
                Arrays.stream(ids).limit(MOST_IDS).map(String::valueOf).collect(joining(", "));
        return new Problem.Detail(
                row.getString(1),
                "%d contacts have it: %s%s"
                        .formatted(ids.length, named, ids.length > MOST_IDS ? " and others" : ""));
    }
}
