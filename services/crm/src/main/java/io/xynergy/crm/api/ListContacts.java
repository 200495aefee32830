package io.xynergy.crm.api;

import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.ContactJson;
import io.xynergy.crm.input.Problems;
import io.xynergy.crm.paging.Cursors;
import io.xynergy.crm.paging.Position;
import io.xynergy.crm.store.Listing;
import io.xynergy.crm.store.Page;
import io.xynergy.crm.store.Search;
import io.xynergy.kit.database.Database;
import io.xynergy.kit.metrics.Histogram;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.tenant.Caller;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /contacts}. */
final class ListContacts {

    /** A contact's largest, as a row and as JSON. */
    private static final int LARGEST_CONTACT = 40 << 10;

    private final Database database;
    private final Cursors cursors;
    private final MemoryBudget memory;
    private final LongSupplier nanos;
    private final Histogram lists = Histogram.ofLatency();
    private final Histogram searches = Histogram.ofLatency();

    ListContacts(Database database, Cursors cursors, MemoryBudget memory, LongSupplier nanos) {
        this.database = database;
        this.cursors = cursors;
        this.memory = memory;
        this.nanos = nanos;
    }

    void publish(Meters meters) {
        publish(meters, "list", lists);
        publish(meters, "search", searches);
    }

    private static void publish(Meters meters, String kind, Histogram histogram) {
        meters.histogram(
                "xynergy_crm_page_duration_seconds",
                "Time to read a page of contacts from the database",
                Labels.of("kind", kind),
                histogram);
    }

    void get(Caller caller, ServerRequest request, ServerResponse response) {
        var problems = new Problems();
        ContactQuery query = ContactQuery.read(request.query().rawValue(), problems);
        long fingerprint = Cursors.fingerprint(query.identity(caller.tenant()));
        Position after = position(query, fingerprint, problems);
        problems.check();
        try (MemoryBudget.Share share = memory.share()) {
            share.resize((long) query.limit() * LARGEST_CONTACT);
            Page page = page(caller.tenant(), query, after);
            String next = page.end() == null ? null : cursors.write(page.end(), fingerprint);
            byte[] body = bytes(page, next);
            share.resize(body.length);
            JsonResponse.send(request, response, body);
        }
    }

    private @Nullable Position position(ContactQuery query, long fingerprint, Problems problems) {
        String cursor = query.cursor();
        if (cursor == null || problems.count() > 0) {
            return null; // of a query that is not valid there is no fingerprint
        }
        return switch (cursors.read(cursor, fingerprint)) {
            case Cursors.Reading.Valid valid -> valid.position();
            case Cursors.Reading.Refused refused -> {
                problems.add("cursor", refused.reason());
                yield null;
            }
        };
    }

    private Page page(String tenant, ContactQuery query, @Nullable Position after) {
        long begin = nanos.getAsLong();
        String text = query.text();
        try {
            return database.inTenant(
                    tenant,
                    transaction ->
                            text == null
                                    ? Listing.read(
                                            transaction,
                                            tenant,
                                            query.filters(),
                                            query.sort(),
                                            query.limit(),
                                            after)
                                    : Search.read(
                                            transaction,
                                            tenant,
                                            query.filters(),
                                            text,
                                            query.limit(),
                                            after));
        } finally {
            (text == null ? lists : searches).record(nanos.getAsLong() - begin);
        }
    }

    private static byte[] bytes(Page page, @Nullable String next) {
        return JsonResponse.bytes(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("items");
            for (Contact contact : page.items()) {
                ContactJson.write(json, contact);
            }
            json.writeEndArray();
            json.writeBooleanField("hasMore", next != null);
            json.writeStringField("nextCursor", next);
            json.writeEndObject();
        });
    }
}
