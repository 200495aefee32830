package io.xynergy.crm.uniqueness;

import io.xynergy.kit.database.Database;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.id.TimeOrderedIds;
import io.xynergy.kit.tenant.Caller;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Turns the rule of unique addresses on and off for a tenant.
 *
 * <p>Turning on takes three steps, none of which holds up the tenant's requests for long: the rule
 * begins for whatever changes from now on; the addresses of all contacts are claimed, some thousand
 * at a time; the rule is on. When two contacts turn out to have one address, all is as before.
 * Whoever begins anew takes over from a process that did not come to an end.
 */
public final class UniqueEmails {

    private static final String READ =
            "select unique_email = 'on' from crm.tenant_settings where tenant_id = ?";

    /** Waits for changes under way, which may not know of the new rule, and holds off new ones. */
    private static final String LOCK = "select pg_advisory_xact_lock(hashtextextended(?, 0))";

    private static final String WRITE =
            """
            insert into crm.tenant_settings (tenant_id, unique_email, run, updated_by)
            values (?, ?, ?, ?)
            on conflict (tenant_id) do update set unique_email = excluded.unique_email,
                run = excluded.run, updated_by = excluded.updated_by, updated_at = now()
            """;

    private static final String FINISH =
            """
            update crm.tenant_settings set unique_email = 'on', run = null, updated_at = now()
            where tenant_id = ? and run = ?
            """;

    private final Database database;
    private final TimeOrderedIds ids;

    public UniqueEmails(Database database, TimeOrderedIds ids) {
        this.database = database;
        this.ids = ids;
    }

    /** Whether the rule is in effect for all of the tenant's contacts. */
    public boolean isOn(String tenant) {
        return database.inTenant(
                tenant,
                transaction ->
                        transaction.first(READ, row -> row.getBoolean(1), tenant).orElse(false));
    }

    /**
     * Puts the rule into effect.
     *
     * @throws ProblemException 409 that names addresses of several contacts, or that somebody else
     *     changes the rule
     */
    public void turnOn(Caller caller) {
        if (isOn(caller.tenant())) {
            return;
        }
        var sweep = new ClaimSweep(database, caller.tenant());
        refuse(sweep.duplicates());
        UUID run = ids.next();
        write(caller, "off", run);
        sweep.forgetClaims(run);
        write(caller, "checking", run);
        List<Problem.Detail> duplicates = sweep.claimAll(run);
        if (!duplicates.isEmpty()) {
            write(caller, "off", null);
            refuse(duplicates);
        }
        boolean finished =
                database.inTenant(
                        caller.tenant(),
                        transaction -> {
                            transaction.first(LOCK, row -> 1, caller.tenant());
                            return transaction.update(FINISH, caller.tenant(), run) == 1;
                        });
        if (!finished) {
            throw ClaimSweep.overtaken();
        }
    }

    /** Ends the rule. */
    public void turnOff(Caller caller) {
        write(caller, "off", null);
    }

    private void write(Caller caller, String rule, @Nullable UUID run) {
        database.inTenant(
                caller.tenant(),
                transaction -> {
                    transaction.first(LOCK, row -> 1, caller.tenant());
                    return transaction.update(WRITE, caller.tenant(), rule, run, caller.user());
                });
    }

    private static void refuse(List<Problem.Detail> duplicates) {
        if (!duplicates.isEmpty()) {
            throw new ProblemException(
                    Problem.of(
                            409,
                            "duplicate_emails",
                            "Several contacts have one e-mail address; here are the first of them.",
                            duplicates));
        }
    }
}
