package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class UniqueEmailsIT {

    private static final String TAKEN = "another contact has this address";

    private static RunningCrm crm;

    @BeforeAll
    static void start() {
        crm = RunningCrm.start();
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static Reply rule(String tenant, boolean unique) throws Exception {
        return crm.send(
                RunningCrm.json(
                        crm.request(tenant, "/settings", "editor,admin"),
                        "PUT",
                        "{\"uniqueEmail\":" + unique + "}"));
    }

    private static void on(String tenant) throws Exception {
        Reply on = rule(tenant, true);
        assertThat(on.status()).as(on.toString()).isEqualTo(200);
        assertThat(on.json().get("uniqueEmail").asBoolean()).isTrue();
    }

    private static String email(String email) {
        return "{\"email\":\"" + email + "\"}";
    }

    private static Reply post(String tenant, String email) throws Exception {
        return crm.post(tenant, "/contacts", email(email));
    }

    @Test
    void withoutTheRuleAnAddressMayComeTwice() throws Exception {
        assertThat(crm.get("free", "/settings").text()).isEqualTo("{\"uniqueEmail\":false}");
        assertThat(post("free", "a@x.org").status()).isEqualTo(201);
        assertThat(post("free", "a@x.org").status()).isEqualTo(201);
    }

    @Test
    void onlyAdministratorsChangeTheRule() throws Exception {
        Reply refused = crm.put("roles", "/settings", "{\"uniqueEmail\":true}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("forbidden");
        assertThat(rule("roles", true).status()).isEqualTo(200);
        assertThat(crm.get("roles", "/settings").text()).isEqualTo("{\"uniqueEmail\":true}");
    }

    @Test
    void settingsThatThereAreNotAreNamed() throws Exception {
        Reply reply =
                crm.send(
                        RunningCrm.json(
                                crm.request("roles", "/settings", "admin"),
                                "PUT",
                                "{\"uniqueEmails\":1}"));
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.details())
                .containsExactly(
                        "uniqueEmails: there is no such field; did you mean \"uniqueEmail\"?",
                        "uniqueEmail: expected true or false, found nothing");
    }

    @Test
    void aSecondContactWithAnAddressIs409ThatNamesTheField() throws Exception {
        on("rule");
        assertThat(post("rule", "Ann@Example.org").status()).isEqualTo(201);
        Reply second = post("rule", "ANN@example.ORG");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.code()).isEqualTo("duplicate_email");
        assertThat(second.details()).containsExactly("email: " + TAKEN);
        assertThat(post("rule", "bob@bücher.example").status()).isEqualTo(201);
        assertThat(post("rule", "bob@xn--bcher-kva.example").status()).isEqualTo(409);
        assertThat(crm.create("rule", "{\"name\":\"none\"}")).isNotEmpty();
        assertThat(crm.create("rule", "{\"name\":\"none\"}")).isNotEmpty();
    }

    @Test
    void theRuleOfOneTenantSaysNothingOfAnother() throws Exception {
        on("here");
        assertThat(post("there", "ann@x.org").status()).isEqualTo(201);
        assertThat(post("here", "ann@x.org").status()).isEqualTo(201);
        assertThat(post("there", "ann@x.org").status()).isEqualTo(201);
    }

    @Test
    void anAddressIsFreeAgainWhenItsContactGivesItUp() throws Exception {
        on("moves");
        String first = crm.create("moves", email("a@x.org"));
        String second = crm.create("moves", email("b@x.org"));
        Reply refused = crm.patch("moves", "/contacts/" + second, email("a@x.org"));
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.details()).containsExactly("email: " + TAKEN);
        assertThat(crm.put("moves", "/contacts/" + first, email("A@x.org")).status())
                .as("its own address")
                .isEqualTo(200);
        assertThat(crm.patch("moves", "/contacts/" + first, email("c@x.org")).status())
                .isEqualTo(200);
        assertThat(crm.patch("moves", "/contacts/" + second, email("a@x.org")).status())
                .isEqualTo(200);
        assertThat(crm.delete("moves", "/contacts/" + second).status()).isEqualTo(204);
        assertThat(post("moves", "a@x.org").status()).isEqualTo(201);
        assertThat(post("moves", "b@x.org").status()).isEqualTo(201);
    }

    @Test
    void aBatchNamesEachIndexAndNoneIsMade() throws Exception {
        on("batch");
        crm.create("batch", email("taken@x.org"));
        List<String> contacts =
                IntStream.range(0, 700)
                        .mapToObj(i -> email("c" + i + "@x.org"))
                        .collect(Collectors.toCollection(ArrayList::new));
        contacts.set(5, email("Taken@x.org"));
        contacts.set(600, email("c7@X.org"));
        Reply refused = crm.post("batch", "/contacts/batch", contacts.toString());
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.details())
                .containsExactly(
                        "contacts[5].email: " + TAKEN,
                        "contacts[600].email: another contact of the batch has this address");
        assertThat(crm.get("batch", "/contacts").items("email")).containsExactly("taken@x.org");
    }

    @Test
    void theRuleIsNotTurnedOnWhereItIsBroken() throws Exception {
        String first = crm.create("broken", email("a@x.org"));
        String second = crm.create("broken", email("A@x.org"));
        String third = crm.create("broken", email("a@X.org"));
        crm.create("broken", email("b@x.org"));
        Reply refused = rule("broken", true);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("duplicate_emails");
        assertThat(refused.details())
                .containsExactly(
                        "a@x.org: 3 contacts have it: " + String.join(", ", first, second, third));
        assertThat(crm.get("broken", "/settings").text()).isEqualTo("{\"uniqueEmail\":false}");
        assertThat(post("broken", "a@x.org").status()).isEqualTo(201);
        for (String id : crm.get("broken", "/contacts?email=a@x.org").items("id")) {
            crm.delete("broken", "/contacts/" + id);
        }
        on("broken");
        assertThat(post("broken", "b@x.org").status()).isEqualTo(409);
    }

    /** More contacts than are looked at in one transaction. */
    @Test
    void duplicatesAreFoundAmongManyContactsAndTheFirstTwentyAreNamed() throws Exception {
        for (int i = 0; i < 6; i++) {
            int from = i * 1000;
            String some =
                    IntStream.range(from, from + 1000)
                            .mapToObj(n -> email("m" + (n < 5950 ? n : n - 5950) + "@x.org"))
                            .collect(Collectors.joining(",", "[", "]"));
            assertThat(crm.post("many", "/contacts/batch", some).status()).isEqualTo(201);
        }
        Reply refused = rule("many", true);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.fields()).hasSize(20).isSorted().contains("m0@x.org");
        for (int i = 0; i < 50; i++) {
            for (String id :
                    crm.get("many", "/contacts?sort=-createdAt&email=m" + i + "@x.org")
                            .items("id")) {
                assertThat(crm.delete("many", "/contacts/" + id).status()).isEqualTo(204);
            }
        }
        on("many");
        assertThat(post("many", "m5949@x.org").status()).isEqualTo(409);
        assertThat(post("many", "m0@x.org").status()).isEqualTo(201);
    }

    @Test
    void theRuleCanBeTurnedOffAndOnAgain() throws Exception {
        on("again");
        crm.create("again", email("a@x.org"));
        assertThat(rule("again", false).text()).isEqualTo("{\"uniqueEmail\":false}");
        String second = crm.create("again", email("a@x.org"));
        assertThat(rule("again", true).status()).isEqualTo(409);
        crm.patch("again", "/contacts/" + second, email("b@x.org"));
        on("again");
        on("again");
        assertThat(post("again", "b@x.org").status()).isEqualTo(409);
    }

    @Test
    void ofManyAtTheSameTimeOneGetsTheAddress() throws Exception {
        on("race");
        for (int round = 0; round < 5; round++) {
            String address = "r" + round + "@x.org";
            List<Integer> statuses = atOnce(12, () -> post("race", address).status());
            assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
        }
    }

    @Test
    void batchesThatWantTheSameAddressesInOtherOrdersDoNotFailEachOther() throws Exception {
        on("orders");
        String up =
                IntStream.range(0, 200)
                        .mapToObj(i -> email("o" + i + "@x.org"))
                        .collect(Collectors.joining(",", "[", "]"));
        String down =
                IntStream.range(0, 200)
                        .mapToObj(i -> email("o" + (199 - i) + "@x.org"))
                        .collect(Collectors.joining(",", "[", "]"));
        List<Integer> statuses =
                atOnce(2, i -> crm.post("orders", "/contacts/batch", i == 0 ? up : down).status());
        assertThat(statuses).containsExactlyInAnyOrder(201, 409);
        assertThat(crm.get("orders", "/contacts?limit=100").json().get("hasMore").asBoolean())
                .isTrue();
    }

    /** Whatever is written while the rule is turned on, it holds from then on. */
    @Test
    void theRuleHoldsForWhatIsWrittenWhileItIsTurnedOn() throws Exception {
        for (int round = 0; round < 5; round++) {
            String tenant = "while" + round;
            String some =
                    IntStream.range(0, 300)
                            .mapToObj(i -> email("s" + i + "@x.org"))
                            .collect(Collectors.joining(",", "[", "]"));
            assertThat(crm.post(tenant, "/contacts/batch", some).status()).isEqualTo(201);
            List<Integer> statuses =
                    atOnce(
                            9,
                            i ->
                                    i == 4
                                            ? rule(tenant, true).status()
                                            : post(tenant, "n@x.org").status());
            assertThat(statuses).isSubsetOf(200, 201, 409);
            boolean isOn = crm.get(tenant, "/settings").text().contains("true");
            int contacts = crm.get(tenant, "/contacts?email=n@x.org").items("id").size();
            assertThat(isOn && contacts > 1).isFalse();
            if (isOn) {
                assertThat(post(tenant, "n@x.org").status()).isEqualTo(contacts == 0 ? 201 : 409);
                assertThat(post(tenant, "s299@x.org").status()).isEqualTo(409);
            }
        }
    }

    private interface Call<T> {
        T call(int number) throws Exception;
    }

    private interface OneCall<T> {
        T call() throws Exception;
    }

    private static <T> List<T> atOnce(int times, OneCall<T> call) throws Exception {
        return atOnce(times, _ -> call.call());
    }

    private static <T> List<T> atOnce(int times, Call<T> call) throws Exception {
        List<T> results = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> calls = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                calls.add(threads.submit(() -> call.call(number)));
            }
            for (Future<T> result : calls) {
                results.add(result.get(60, TimeUnit.SECONDS));
            }
        }
        return results;
    }
}
