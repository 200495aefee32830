package io.xynergy.crm;

import static java.net.http.HttpRequest.BodyPublishers.noBody;
import static java.net.http.HttpRequest.BodyPublishers.ofString;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ContactsIT {

    private static final String ANN = "{\"name\":\"Ann Smith\",\"email\":\"Ann@Example.org\"}";

    private static RunningCrm crm;

    @BeforeAll
    static void start() {
        crm = RunningCrm.start();
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    @Test
    void aContactHasAllFieldsOfThePlatform() throws Exception {
        Reply made =
                crm.post(
                        "acme",
                        "/contacts",
                        """
                        {"type":"company","name":"Müller & Söhne 🎉","email":"info@müller.example",
                         "relationshipType":"customer","status":"lead","source":"gmail",
                         "interactionCount":3,"emailCount":2,"slackMessageCount":1,
                         "customFields":{"since":2019,"rate":1.50,"tags":["a",null,true]}}
                        """);
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        JsonNode contact = made.json();
        assertThat(UUID.fromString(contact.get("id").asText()).version()).isEqualTo(7);
        assertThat(contact.get("tenantId").asText()).isEqualTo("acme");
        assertThat(contact.get("type").asText()).isEqualTo("company");
        assertThat(contact.get("name").asText()).isEqualTo("Müller & Söhne 🎉");
        assertThat(contact.get("email").asText()).isEqualTo("info@müller.example");
        assertThat(contact.get("relationshipType").asText()).isEqualTo("customer");
        assertThat(contact.get("status").asText()).isEqualTo("lead");
        assertThat(contact.get("source").asText()).isEqualTo("gmail");
        assertThat(contact.get("interactionCount").asInt()).isEqualTo(3);
        assertThat(contact.get("emailCount").asInt()).isEqualTo(2);
        assertThat(contact.get("slackMessageCount").asInt()).isEqualTo(1);
        assertThat(contact.get("createdBy").asText()).isEqualTo("ann");
        assertThat(Instant.parse(contact.get("createdAt").asText()))
                .isEqualTo(Instant.parse(contact.get("updatedAt").asText()));
        assertThat(made.text()).contains("\"rate\": 1.50").contains("[\"a\", null, true]");
        assertThat(made.text()).as("letters as they are").contains("\"Müller & Söhne 🎉\"");
        Reply read = crm.get("acme", "/contacts/" + contact.get("id").asText());
        assertThat(read.text()).as("byte by byte, as its ETag says").isEqualTo(made.text());
        assertThat(read.header("ETag")).isEqualTo(made.header("ETag"));
    }

    @Test
    void whatIsLeftOutHasADefault() throws Exception {
        JsonNode contact = crm.post("acme", "/contacts", "{\"name\":\"Bo\"}").json();
        assertThat(contact.get("type").asText()).isEqualTo("person");
        assertThat(contact.get("email").isNull()).isTrue();
        assertThat(contact.get("relationshipType").asText()).isEqualTo("contact");
        assertThat(contact.get("status").asText()).isEqualTo("active");
        assertThat(contact.get("source").asText()).isEqualTo("api");
        assertThat(contact.get("interactionCount").asInt()).isZero();
        assertThat(contact.get("customFields").isEmpty()).isTrue();
    }

    @Test
    void theLocationIsRelativeSoThatItHoldsBehindAPrefix() throws Exception {
        Reply made = crm.post("acme", "/contacts", ANN);
        URI asClientsSeeIt = URI.create("https://api.example.org/api/v2/crm/contacts");
        assertThat(asClientsSeeIt.resolve(made.header("Location")))
                .isEqualTo(URI.create(asClientsSeeIt + "/" + made.json().get("id").asText()));
    }

    @Test
    void outputFieldsThatAreSentBackChangeNothing() throws Exception {
        Reply made = crm.post("acme", "/contacts", ANN);
        String path = "/contacts/" + made.json().get("id").asText();
        String other =
                made.text()
                        .replace("\"createdBy\":\"ann\"", "\"createdBy\":\"eve\"")
                        .replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"" + UUID.randomUUID() + "\"")
                        .replaceFirst("\"createdAt\":\"[^\"]*\"", "\"createdAt\":17");
        Reply changed = crm.put("acme", path, other);
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.json().get("id")).isEqualTo(made.json().get("id"));
        assertThat(changed.json().get("createdBy")).isEqualTo(made.json().get("createdBy"));
        assertThat(changed.json().get("createdAt")).isEqualTo(made.json().get("createdAt"));
    }

    @Test
    void putReplacesAllAndPatchOnlyWhatItNames() throws Exception {
        String id =
                crm.create(
                        "acme",
                        "{\"name\":\"Cy\",\"status\":\"lead\",\"customFields\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}}}");
        Reply patched =
                crm.patch(
                        "acme",
                        "/contacts/" + id,
                        "{\"email\":\"cy@x.org\",\"customFields\":{\"a\":null,\"b\":{\"c\":4}}}");
        assertThat(patched.status()).as(patched.toString()).isEqualTo(200);
        assertThat(patched.json().get("name").asText()).isEqualTo("Cy");
        assertThat(patched.json().get("status").asText()).isEqualTo("lead");
        assertThat(patched.json().get("customFields")).hasToString("{\"b\":{\"c\":4,\"d\":3}}");
        Reply put = crm.put("acme", "/contacts/" + id, "{\"name\":\"Cyn\"}");
        assertThat(put.json().get("status").asText()).isEqualTo("active");
        assertThat(put.json().get("email").isNull()).isTrue();
        assertThat(put.json().get("customFields").isEmpty()).isTrue();
        assertThat(Instant.parse(put.json().get("updatedAt").asText()))
                .isAfter(Instant.parse(patched.json().get("updatedAt").asText()));
    }

    @Test
    void aPatchThatWouldLeaveNoValidContactChangesNothing() throws Exception {
        String id = crm.create("acme", "{\"name\":\"Di\"}");
        Reply refused =
                crm.patch("acme", "/contacts/" + id, "{\"name\":null,\"interactionCount\":-1}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.fields()).containsExactlyInAnyOrder("name", "interactionCount");
        assertThat(crm.patch("acme", "/contacts/" + id, "{\"nmae\":null}").details())
                .containsExactly("nmae: there is no such field; did you mean \"name\"?");
        assertThat(crm.get("acme", "/contacts/" + id).header("ETag")).isEqualTo("\"1\"");
    }

    @Test
    void aDeletedContactIsGone() throws Exception {
        String path = "/contacts/" + crm.create("acme", ANN);
        Reply deleted = crm.delete("acme", path);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.text()).isEmpty();
        for (Reply reply :
                new Reply[] {
                    crm.get("acme", path),
                    crm.delete("acme", path),
                    crm.put("acme", path, ANN),
                    crm.patch("acme", path, "{}")
                }) {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.code()).isEqualTo("contact_not_found");
        }
    }

    /** RFC 9110, 13.1.1 and 13.1.2. */
    @Test
    void conditionsProtectFromLostUpdates() throws Exception {
        Reply made = crm.post("acme", "/contacts", ANN);
        String path = "/contacts/" + made.json().get("id").asText();
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        assertThat(change(path, "If-Match", "\"2\"").status()).isEqualTo(412);
        assertThat(change(path, "If-Match", "W/\"1\"").status()).isEqualTo(412);
        assertThat(change(path, "If-None-Match", "W/\"1\"").status()).isEqualTo(412);
        assertThat(change(path, "If-None-Match", "*").status()).isEqualTo(412);
        assertThat(change(path, "If-Match", "nonsense").status()).isEqualTo(400);
        Reply changed = change(path, "If-Match", "\"0\", \"1\"");
        assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
        assertThat(changed.header("ETag")).isEqualTo("\"2\"");
        assertThat(change(path, "If-Match", "*").header("ETag")).isEqualTo("\"3\"");
        HttpRequest.Builder delete =
                crm.request("acme", path).method("DELETE", noBody()).header("If-Match", "\"2\"");
        Reply kept = crm.send(delete);
        assertThat(kept.status()).isEqualTo(412);
        assertThat(kept.code()).isEqualTo("precondition_failed");
        assertThat(crm.send(delete.setHeader("If-Match", "\"3\"")).status()).isEqualTo(204);
    }

    private static Reply change(String path, String header, String value) throws Exception {
        return crm.send(
                RunningCrm.json(crm.request("acme", path), "PATCH", "{\"status\":\"x\"}")
                        .header(header, value));
    }

    @Test
    void whatTheClientHasAlreadyIsNotSentAgain() throws Exception {
        String path = "/contacts/" + crm.create("acme", ANN);
        Reply known = crm.send(crm.request("acme", path).header("If-None-Match", "\"7\", W/\"1\""));
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.text()).isEmpty();
        assertThat(known.header("ETag")).isEqualTo("\"1\"");
        assertThat(crm.send(crm.request("acme", path).header("If-None-Match", "\"7\"")).status())
                .isEqualTo(200);
    }

    @Test
    void headIsGetWithoutABody() throws Exception {
        String path = "/contacts/" + crm.create("acme", ANN);
        Reply get = crm.get("acme", path);
        for (String each : new String[] {path, "/contacts?limit=1"}) {
            Reply full = crm.get("acme", each);
            Reply head = crm.send(crm.request("acme", each).method("HEAD", noBody()));
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.text()).isEmpty();
            assertThat(head.header("Content-Type")).isEqualTo("application/json");
            assertThat(head.header("ETag")).isEqualTo(full.header("ETag"));
        }
        assertThat(
                        crm.send(crm.request("acme", path).method("HEAD", noBody()))
                                .header("Content-Length"))
                .isEqualTo(get.header("Content-Length"));
        Reply missing =
                crm.send(
                        crm.request("acme", "/contacts/" + UUID.randomUUID())
                                .method("HEAD", noBody()));
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.text()).isEmpty();
    }

    @Test
    void otherMethodsAre405WithThoseThatThereAre() throws Exception {
        String[][] paths = {
            {"/contacts", "GET, HEAD, POST, OPTIONS"},
            {"/contacts/" + UUID.randomUUID(), "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"},
            {"/contacts/batch", "POST, OPTIONS"},
            {"/settings", "GET, HEAD, PUT, OPTIONS"},
        };
        for (String[] path : paths) {
            Reply refused = crm.send(crm.request("acme", path[0]).method("TRACE", noBody()));
            assertThat(refused.status()).as(path[0]).isEqualTo(405);
            assertThat(refused.code()).isEqualTo("method_not_allowed");
            assertThat(refused.header("Allow")).isEqualTo(path[1]);
            Reply options = crm.send(crm.request("acme", path[0]).method("OPTIONS", noBody()));
            assertThat(options.status()).isEqualTo(204);
            assertThat(options.header("Allow")).isEqualTo(path[1]);
        }
    }

    @Test
    void pathsThatThereAreNotAre404() throws Exception {
        for (String path :
                new String[] {
                    "/",
                    "/contact",
                    "/contacts/1",
                    "/contacts/not-an-id",
                    "/contacts/1-1-1-1-1",
                    "/contacts/" + UUID.randomUUID() + "/more",
                    "/contacts/batch/more"
                }) {
            Reply reply = crm.get("acme", path);
            assertThat(reply.status()).as(path).isEqualTo(404);
            assertThat(reply.json().at("/error/message").asText()).isNotEmpty();
        }
    }

    @Test
    void onlyJsonIsTakenAndGiven() throws Exception {
        for (String type :
                new String[] {
                    "text/plain", "application/jsonx", "application/json; charset=latin1"
                }) {
            Reply refused =
                    crm.send(
                            crm.request("acme", "/contacts")
                                    .header("Content-Type", type)
                                    .POST(ofString(ANN)));
            assertThat(refused.status()).as(type).isEqualTo(415);
            assertThat(refused.header("Accept-Post")).isEqualTo("application/json");
        }
        assertThat(crm.send(crm.request("acme", "/contacts").POST(ofString(ANN))).status())
                .isEqualTo(415);
        Reply patch =
                crm.send(
                        crm.request("acme", "/contacts/" + UUID.randomUUID())
                                .header("Content-Type", "application/json-patch+json")
                                .method("PATCH", ofString("[]")));
        assertThat(patch.status()).isEqualTo(415);
        assertThat(patch.header("Accept-Patch"))
                .isEqualTo("application/merge-patch+json, application/json");
        assertThat(
                        crm.send(
                                        crm.request("acme", "/contacts")
                                                .header(
                                                        "Content-Type",
                                                        "Application/JSON; charset=\"UTF-8\"")
                                                .POST(ofString(ANN)))
                                .status())
                .isEqualTo(201);
        assertThat(accepting("text/html").status()).isEqualTo(406);
        assertThat(accepting("application/json;q=0, */*").status()).isEqualTo(406);
        assertThat(accepting("text/html, application/*;q=0.1").status()).isEqualTo(200);
    }

    private static Reply accepting(String accept) throws Exception {
        return crm.send(crm.request("acme", "/contacts?limit=1").header("Accept", accept));
    }

    @Test
    void patchTakesMergePatches() throws Exception {
        String path = "/contacts/" + crm.create("acme", ANN);
        Reply patched =
                crm.send(
                        crm.request("acme", path)
                                .header("Content-Type", "application/merge-patch+json")
                                .method("PATCH", ofString("{\"status\":\"old\"}")));
        assertThat(patched.json().get("status").asText()).isEqualTo("old");
    }

    @Test
    void aRequestWithoutCallerIsRefused() throws Exception {
        assertThat(crm.send(crm.anonymous("/contacts")).status()).isEqualTo(401);
        assertThat(crm.send(crm.request("", "/contacts")).status()).isEqualTo(403);
    }

    @Test
    void whoIsPastTheGatewayIsNobody() throws Exception {
        Reply named =
                crm.send(
                        crm.anonymous("/contacts")
                                .header("X-Xynergy-User", "ann")
                                .header("X-Xynergy-Tenant", "acme"));
        assertThat(named.status()).isEqualTo(401);
        assertThat(named.code()).isEqualTo("unauthenticated");
        assertThat(crm.send(crm.request("acme", "/contacts").header("X-Xynergy-Roles", "admin")))
                .extracting(Reply::status)
                .isEqualTo(401);
        assertThat(crm.send(crm.request("acme", "/contacts")).status()).isEqualTo(200);
    }
}
