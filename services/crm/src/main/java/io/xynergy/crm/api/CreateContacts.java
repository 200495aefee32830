package io.xynergy.crm.api;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.crm.contact.BatchReader;
import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.ContactData;
import io.xynergy.crm.contact.ContactJson;
import io.xynergy.crm.contact.ContactReader;
import io.xynergy.crm.idempotency.IdempotencyKey;
import io.xynergy.crm.idempotency.StoredResponse;
import io.xynergy.crm.input.JsonInput;
import io.xynergy.crm.input.Problems;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.tenant.Caller;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code POST /contacts} and {@code POST /contacts/batch}. */
final class CreateContacts {

    /** Longest body with one contact, in bytes: all its bounds, and room for escapes. */
    static final int LONGEST_ONE = 64 << 10;

    /** Longest body of a batch. */
    static final int LONGEST_BATCH = 4 << 20;

    /** What a body becomes: contacts, the arrays of two statements, the kept. */
    private static final int COPIES = 6;

    private static final HeaderName KEY = HeaderNames.create(IdempotencyKey.HEADER);
    private static final HeaderName REPLAYED = HeaderNames.create("Idempotency-Replayed");

    private final ContactCreation creation;
    private final MemoryBudget memory;

    CreateContacts(ContactCreation creation, MemoryBudget memory) {
        this.creation = creation;
        this.memory = memory;
    }

    void one(Caller caller, ServerRequest request, ServerResponse response) throws IOException {
        JsonBody.requireType(request, response, JsonBody.JSON);
        try (MemoryBudget.Share share = memory.share()) {
            byte[] body = JsonBody.read(request, share, LONGEST_ONE);
            var problems = new Problems();
            ContactData data =
                    new ContactReader(caller.tenant(), problems).read(JsonInput.object(body), "");
            problems.check();
            share.resize((long) body.length * COPIES);
            send(
                    request,
                    response,
                    creation.create(
                            caller,
                            key(request, "POST /contacts", body),
                            new ContactCreation.Wanted(
                                    List.of(data),
                                    _ -> "email",
                                    contacts -> stored(contacts.getFirst()))));
        }
    }

    void batch(Caller caller, ServerRequest request, ServerResponse response) throws IOException {
        JsonBody.requireType(request, response, JsonBody.JSON);
        try (MemoryBudget.Share share = memory.share()) {
            byte[] body = JsonBody.read(request, share, LONGEST_BATCH);
            share.resize((long) body.length * COPIES);
            var problems = new Problems();
            List<ContactData> contacts = BatchReader.read(body, caller.tenant(), problems);
            problems.check();
            send(
                    request,
                    response,
                    creation.create(
                            caller,
                            key(request, "POST /contacts/batch", body),
                            new ContactCreation.Wanted(
                                    contacts,
                                    i -> "contacts[" + i + "].email",
                                    CreateContacts::stored)));
        }
    }

    private static @Nullable IdempotencyKey key(ServerRequest request, String what, byte[] body) {
        if (!request.headers().contains(KEY)) {
            return null;
        }
        if (request.headers().get(KEY).valueCount() > 1) {
            throw new ProblemException(
                    Problem.of(
                            400,
                            "invalid_idempotency_key",
                            "The Idempotency-Key comes more than once."));
        }
        return IdempotencyKey.of(request.headers().get(KEY).get(), what, body);
    }

    private static StoredResponse stored(Contact contact) {
        // relative to the path of the request, whatever prefix clients see before it
        return new StoredResponse(
                "contacts/" + contact.id(),
                EntityTags.of(contact.version()),
                JsonResponse.bytes(json -> ContactJson.write(json, contact)));
    }

    private static StoredResponse stored(List<Contact> contacts) {
        byte[] body =
                JsonResponse.bytes(json -> {
                    json.writeStartObject();
                    json.writeNumberField("created", contacts.size());
                    json.writeArrayFieldStart("contacts");
                    for (Contact contact : contacts) {
                        ContactJson.write(json, contact);
                    }
                    json.writeEndArray();
                    json.writeEndObject();
                });
        return new StoredResponse(null, null, body);
    }

    private static void send(
            ServerRequest request, ServerResponse response, ContactCreation.Created created) {
        StoredResponse kept = created.response();
        response.status(201);
        if (kept.location() != null) {
            response.header(HeaderNames.LOCATION, kept.location());
        }
        if (kept.etag() != null) {
            response.header(HeaderNames.ETAG, kept.etag());
        }
        if (created.replayed()) {
            response.header(REPLAYED, "true");
        }
        JsonResponse.send(request, response, kept.body());
    }
}
