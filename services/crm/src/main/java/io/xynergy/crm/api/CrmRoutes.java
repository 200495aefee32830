package io.xynergy.crm.api;

import io.helidon.webserver.http.HttpRouting;
import io.xynergy.crm.paging.CursorKeys;
import io.xynergy.crm.paging.Cursors;
import io.xynergy.crm.store.CursorKeyTable;
import io.xynergy.crm.uniqueness.UniqueEmails;
import io.xynergy.kit.database.Database;
import io.xynergy.kit.id.TimeOrderedIds;
import io.xynergy.kit.metrics.Meters;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;

/** All paths of the service. */
public final class CrmRoutes {

    /**
     * Longest body of any request in bytes; one that is longer than its own limit is read to its
     * end, unless it is longer than this, so that its client sees why it is refused.
     */
    public static final int LONGEST_BODY = 4 * CreateContacts.LONGEST_BATCH;

    private static final long LEAST_MEMORY = 8L << 20;

    private final List<Endpoint> endpoints;

    /**
     * The routes on a database.
     *
     * @param settingsRole who may change settings; an asterisk: every user
     * @param maxHeap of the process in bytes, of which bodies and pages may take a third
     */
    public CrmRoutes(
            Database database,
            TimeOrderedIds ids,
            String settingsRole,
            long maxHeap,
            Meters meters,
            InstantSource clock,
            LongSupplier nanos) {
        var memory = new MemoryBudget(Math.max(LEAST_MEMORY, maxHeap / 3));
        memory.publish(meters);
        var keys = new CursorKeys(() -> database.inTenant("", CursorKeyTable::read), nanos);
        var list = new ListContacts(database, new Cursors(keys, clock), memory, nanos);
        list.publish(meters);
        var creation = new ContactCreation(database, ids);
        creation.publish(meters);
        var create = new CreateContacts(creation, memory);
        var read = new ReadContact(database);
        var change = new ChangeContact(database, memory);
        var settings = new SettingsRoutes(new UniqueEmails(database, ids), memory, settingsRole);
        endpoints =
                List.of(
                        new Endpoint("/contacts").on("GET", list::get).on("POST", create::one),
                        new Endpoint("/contacts/batch").on("POST", create::batch),
                        new Endpoint("/contacts/{id}")
                                .on("GET", read::get)
                                .on("PUT", change::put)
                                .on("PATCH", change::patch)
                                .on("DELETE", change::delete),
                        new Endpoint("/settings").on("GET", settings::get).on("PUT", settings::put),
                        new Endpoint("/openapi.json").onAnybody("GET", OpenApi::json),
                        new Endpoint("/openapi.yaml").onAnybody("GET", OpenApi::yaml));
    }

    /** Adds the routes. */
    public void addTo(HttpRouting.Builder routing) {
        endpoints.forEach(endpoint -> endpoint.addTo(routing));
    }
}
