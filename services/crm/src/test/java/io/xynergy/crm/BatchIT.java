package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BatchIT {

    private static RunningCrm crm;

    @BeforeAll
    static void start() {
        crm = RunningCrm.start();
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static String batch(int count) {
        return IntStream.range(0, count)
                .mapToObj("{\"name\":\"Contact %d\"}"::formatted)
                .collect(Collectors.joining(",", "{\"contacts\":[", "]}"));
    }

    @Test
    void aThousandAreMadeInTheOrderOfTheRequest() throws Exception {
        Reply made = crm.post("full", "/contacts/batch", batch(1000));
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().get("created").asInt()).isEqualTo(1000);
        List<String> names = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        for (JsonNode contact : made.json().get("contacts")) {
            names.add(contact.get("name").asText());
            ids.add(contact.get("id").asText());
        }
        assertThat(names)
                .containsExactlyElementsOf(
                        IntStream.range(0, 1000).mapToObj(i -> "Contact " + i).toList());
        assertThat(ids).isSorted().doesNotHaveDuplicates();
        JsonNode first = made.json().get("contacts").get(0);
        assertThat(crm.get("full", "/contacts/" + ids.getFirst()).json()).isEqualTo(first);
        JsonNode last = made.json().get("contacts").get(999);
        assertThat(crm.get("full", "/contacts/" + ids.getLast()).json()).isEqualTo(last);
    }

    @Test
    void anArrayAloneWillDo() throws Exception {
        Reply made =
                crm.post("array", "/contacts/batch", "[{\"name\":\"a\"},{\"email\":\"b@x.org\"}]");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        assertThat(made.json().get("created").asInt()).isEqualTo(2);
    }

    @Test
    void noneAndMoreThanAThousandAreRefused() throws Exception {
        assertThat(crm.post("bounds", "/contacts/batch", batch(0)).details())
                .containsExactly("contacts: expected at least one contact, found none");
        assertThat(crm.post("bounds", "/contacts/batch", batch(1001)).details())
                .containsExactly("contacts: expected at most 1000, found 1001");
        assertThat(crm.post("bounds", "/contacts/batch", "{}").details())
                .containsExactly("contacts: is missing");
        assertThat(crm.post("bounds", "/contacts/batch", "{\"contact\":[]}").details())
                .containsExactly(
                        "contact: there is no such field; did you mean \"contacts\"?",
                        "contacts: is missing");
        assertThat(crm.post("bounds", "/contacts/batch", "{\"contacts\":{}}").details())
                .containsExactly("contacts: expected an array");
        assertThat(crm.post("bounds", "/contacts/batch", "17").code()).isEqualTo("invalid_json");
        assertThat(crm.get("bounds", "/contacts").items("id")).isEmpty();
    }

    @Test
    void oneWrongContactOfManyKeepsAllOutAndIsNamed() throws Exception {
        String body = batch(1000).replace("\"Contact 3\"", "\"Contact 3\",\"email\":\"x\"");
        body = body.replace("{\"name\":\"Contact 999\"}", "null");
        Reply refused = crm.post("atomic", "/contacts/batch", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.fields()).containsExactly("contacts[3].email", "contacts[999]");
        assertThat(crm.get("atomic", "/contacts").items("id")).isEmpty();
    }

    @Test
    void ofVeryManyWrongFieldsAHundredAreNamed() throws Exception {
        String body = batch(1000).replace("\"name\"", "\"nam\"");
        Reply refused = crm.post("atomic", "/contacts/batch", body);
        assertThat(refused.fields()).hasSize(100);
        assertThat(refused.json().at("/error/message").asText())
                .isEqualTo("2000 parts of the request are not valid; here are the first 100.");
    }

    /** Each brings the same new words in another order; none may wait for one that waits for it. */
    @Test
    void batchesAtTheSameTimeWithTheSameNamesAllSucceed() throws Exception {
        List<Callable<Integer>> posts = new ArrayList<>();
        for (int post = 0; post < 8; post++) {
            List<String> contacts = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                contacts.add("{\"name\":\"Word%d\"}".formatted(i));
            }
            Collections.shuffle(contacts, new Random(post));
            String body = contacts.toString();
            posts.add(() -> crm.post("crossed", "/contacts/batch", body).status());
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> status : threads.invokeAll(posts)) {
                assertThat(status.get()).isEqualTo(201);
            }
        }
        assertThat(crm.get("crossed", "/contacts?q=wrd777&limit=100").items("name"))
                .contains("Word777");
    }

    /** The second statement fails: the first one's contacts must not stay. */
    @Test
    void aBatchIsAllOrNothingAcrossItsStatements() throws Exception {
        crm.postgres()
                .asAdmin(
                        "alter table crm.contact add constraint no_777 check (name <> 'Contact 777') not valid");
        try {
            Reply failed = crm.post("halves", "/contacts/batch", batch(1000));
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.text()).doesNotContain("no_777").doesNotContain("SQL");
            assertThat(crm.get("halves", "/contacts").items("id")).isEmpty();
        } finally {
            crm.postgres().asAdmin("alter table crm.contact drop constraint no_777");
        }
    }
}
