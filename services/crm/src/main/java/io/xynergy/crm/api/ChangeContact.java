package io.xynergy.crm.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.ContactData;
import io.xynergy.crm.contact.ContactJson;
import io.xynergy.crm.contact.ContactPatch;
import io.xynergy.crm.contact.ContactReader;
import io.xynergy.crm.input.JsonInput;
import io.xynergy.crm.input.Problems;
import io.xynergy.crm.store.ContactStore;
import io.xynergy.crm.store.NameWords;
import io.xynergy.crm.uniqueness.EmailClaims;
import io.xynergy.kit.database.Database;
import io.xynergy.kit.database.Transaction;
import io.xynergy.kit.tenant.Caller;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** {@code PUT}, {@code PATCH} and {@code DELETE} of {@code /contacts/{id}}. */
final class ChangeContact {

    private final Database database;
    private final MemoryBudget memory;

    ChangeContact(Database database, MemoryBudget memory) {
        this.database = database;
        this.memory = memory;
    }

    void put(Caller caller, ServerRequest request, ServerResponse response) throws IOException {
        JsonBody.requireType(request, response, JsonBody.JSON);
        var problems = new Problems();
        ContactData data =
                new ContactReader(caller.tenant(), problems)
                        .read(JsonInput.object(body(request)), "");
        problems.check();
        change(caller, request, response, _ -> data);
    }

    void patch(Caller caller, ServerRequest request, ServerResponse response) throws IOException {
        JsonBody.requireType(request, response, JsonBody.MERGE_PATCH, JsonBody.JSON);
        var problems = new Problems();
        ContactPatch patch = ContactPatch.read(body(request), problems);
        problems.check();
        change(caller, request, response, old -> patched(caller, patch, old));
    }

    void delete(Caller caller, ServerRequest request, ServerResponse response) {
        database.inTenant(
                caller.tenant(),
                transaction -> {
                    Contact contact = find(transaction, caller, request);
                    ContactStore.delete(transaction, contact);
                    EmailClaims.release(transaction, contact);
                    return contact;
                });
        response.status(204).send();
    }

    private static ContactData patched(Caller caller, ContactPatch patch, ContactData old) {
        var problems = new Problems();
        ContactData data = patch.apply(old, new ContactReader(caller.tenant(), problems));
        problems.check();
        return data;
    }

    private interface Change {
        ContactData of(ContactData old);
    }

    private void change(
            Caller caller, ServerRequest request, ServerResponse response, Change change) {
        Contact changed =
                database.inTenant(
                        caller.tenant(),
                        transaction -> {
                            boolean claims = EmailClaims.begin(transaction);
                            Contact old = find(transaction, caller, request);
                            ContactData data = change.of(old.data());
                            Contact contact = ContactStore.update(transaction, old, data);
                            if (!EmailClaims.move(transaction, old, contact, claims)) {
                                throw Duplicates.one();
                            }
                            if (!data.nameKey().equals(old.data().nameKey())) {
                                NameWords.add(
                                        transaction, caller.tenant(), List.of(data.nameKey()));
                            }
                            return contact;
                        });
        response.header(HeaderNames.ETAG, EntityTags.of(changed.version()));
        JsonResponse.send(
                request, response, JsonResponse.bytes(json -> ContactJson.write(json, changed)));
    }

    private static Contact find(Transaction transaction, Caller caller, ServerRequest request)
            throws SQLException {
        UUID id = Requests.id(request);
        Contact contact =
                ContactStore.findToChange(transaction, caller.tenant(), id)
                        .orElseThrow(Requests::noContact);
        EntityTags.checkChange(request.headers(), contact.version());
        return contact;
    }

    private byte[] body(ServerRequest request) throws IOException {
        try (MemoryBudget.Share share = memory.share()) {
            return JsonBody.read(request, share, CreateContacts.LONGEST_ONE);
        }
    }
}
