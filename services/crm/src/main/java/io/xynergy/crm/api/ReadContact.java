package io.xynergy.crm.api;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.xynergy.crm.contact.Contact;
import io.xynergy.crm.contact.ContactJson;
import io.xynergy.crm.store.ContactStore;
import io.xynergy.kit.database.Database;
import io.xynergy.kit.tenant.Caller;
import java.util.UUID;

/** {@code GET /contacts/{id}}. */
final class ReadContact {

    private final Database database;

    ReadContact(Database database) {
        this.database = database;
    }

    void get(Caller caller, ServerRequest request, ServerResponse response) {
        UUID id = Requests.id(request);
        Contact contact =
                database.inTenant(
                                caller.tenant(),
                                transaction -> ContactStore.find(transaction, caller.tenant(), id))
                        .orElseThrow(Requests::noContact);
        response.header(HeaderNames.ETAG, EntityTags.of(contact.version()));
        if (EntityTags.isKnown(request.headers(), contact.version())) {
            response.header(HeaderNames.CACHE_CONTROL, JsonResponse.CACHE);
            response.status(304).send();
            return;
        }
        JsonResponse.send(
                request, response, JsonResponse.bytes(json -> ContactJson.write(json, contact)));
    }
}
