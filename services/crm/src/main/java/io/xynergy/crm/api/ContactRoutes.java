package io.xynergy.crm.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.ContactData;
import io.xynergy.crm.contact.ContactJson;
import io.xynergy.crm.contact.ContactReader;
import io.xynergy.crm.input.JsonInput;
import io.xynergy.crm.input.Problems;
import io.xynergy.crm.store.ContactStore;
import io.xynergy.crm.store.NewContact;
import io.xynergy.kit.database.Database;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.id.TimeOrderedIds;
import io.xynergy.kit.tenant.Caller;
import io.xynergy.kit.tenant.CallerHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.UUID;

/** {@code /contacts}. */
public final class ContactRoutes implements HttpService {

    private static final JsonFactory JSON = new JsonFactory();

    private final Database database;
    private final TimeOrderedIds ids;

    public ContactRoutes(Database database, TimeOrderedIds ids) {
        this.database = database;
        this.ids = ids;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post("/", this::create).get("/", this::list).get("/{id}", this::get);
    }

    private void create(ServerRequest request, ServerResponse response) throws IOException {
        Caller caller = CallerHeaders.require(request.headers());
        var problems = new Problems();
        byte[] body = request.content().inputStream().readAllBytes();
        ContactData data =
                new ContactReader(caller.tenant(), problems).read(JsonInput.object(body), "");
        problems.check();
        var added = List.of(new NewContact(ids.next(), data));
        Contact contact =
                database.inTenant(
                                caller.tenant(),
                                transaction -> ContactStore.insert(transaction, caller, added))
                        .getFirst();
        response.status(201);
        response.header(HeaderNames.LOCATION, "contacts/" + contact.id());
        send(response, json -> ContactJson.write(json, contact));
    }

    private void get(ServerRequest request, ServerResponse response) throws IOException {
        Caller caller = CallerHeaders.require(request.headers());
        UUID id = UUID.fromString(request.path().pathParameters().get("id"));
        Contact contact =
                database.inTenant(
                                caller.tenant(),
                                transaction -> ContactStore.find(transaction, caller.tenant(), id))
                        .orElseThrow(() ->
                                new ProblemException(
                                        Problem.of(404, "not_found", "There is no such contact.")));
        send(response, json -> ContactJson.write(json, contact));
    }

    private void list(ServerRequest request, ServerResponse response) throws IOException {
        Caller caller = CallerHeaders.require(request.headers());
        List<Contact> contacts =
                database.inTenant(
                        caller.tenant(),
                        transaction -> ContactStore.newest(transaction, caller.tenant(), 50));
        send(
                response,
                json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("items");
                    for (Contact contact : contacts) {
                        ContactJson.write(json, contact);
                    }
                    json.writeEndArray();
                    json.writeBooleanField("hasMore", false);
                    json.writeNullField("nextCursor");
                    json.writeEndObject();
                });
    }

    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private static void send(ServerResponse response, Body body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            body.write(json);
        }
        response.header(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(bytes.toByteArray());
    }
}
