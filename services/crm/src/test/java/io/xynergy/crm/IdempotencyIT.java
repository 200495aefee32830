package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdempotencyIT {

    private static final String ONE = "{\"name\":\"a\"}";
    private static final String BATCH = "[{\"name\":\"a\"},{\"name\":\"b\"}]";

    private static RunningCrm crm;

    @BeforeAll
    static void start() {
        crm = RunningCrm.start();
    }

    @AfterAll
    static void stop() {
        crm.close();
    }

    private static Reply post(String tenant, String path, String key, String body)
            throws Exception {
        HttpRequest.Builder request = crm.request(tenant, path).header("Idempotency-Key", key);
        return crm.send(RunningCrm.json(request, "POST", body));
    }

    private static int count(String tenant) throws Exception {
        return crm.get(tenant, "/contacts?limit=100").items("id").size();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/contacts|{\"name\":\"a\"}|1",
                "/contacts/batch|[{\"name\":\"a\"},{\"name\":\"b\"}]|2"
            })
    void theSameRequestIsServedOnce(String path, String body, int made) throws Exception {
        String tenant = "once" + made;
        Reply first = post(tenant, path, "key-1", body);
        assertThat(first.status()).as(first.toString()).isEqualTo(201);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        Reply second = post(tenant, path, "\"key-1\"", body);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(count(tenant)).isEqualTo(made);
        assertThat(post(tenant, path, "key-2", body).status()).isEqualTo(201);
        assertThat(count(tenant)).isEqualTo(2 * made);
    }

    @Test
    void theResponseStaysTheSameWhenTheContactHasChanged() throws Exception {
        Reply first = post("later", "/contacts", "k", ONE);
        String path = "/contacts/" + first.json().get("id").asText();
        crm.patch("later", path, "{\"name\":\"z\"}");
        assertThat(post("later", "/contacts", "k", ONE).text()).isEqualTo(first.text());
        crm.delete("later", path);
        assertThat(post("later", "/contacts", "k", ONE).text()).isEqualTo(first.text());
        assertThat(count("later")).isZero();
    }

    @Test
    void aKeyOfAnotherRequestIs422() throws Exception {
        post("other", "/contacts", "k", ONE);
        Reply body = post("other", "/contacts", "k", "{\"name\":\"b\"}");
        assertThat(body.status()).isEqualTo(422);
        assertThat(body.code()).isEqualTo("idempotency_key_reused");
        assertThat(post("other", "/contacts/batch", "k", BATCH).status()).isEqualTo(422);
        assertThat(count("other")).isEqualTo(1);
    }

    @Test
    void anotherTenantsKeyIsAnotherKey() throws Exception {
        Reply mine = post("mine", "/contacts", "shared", ONE);
        Reply yours = post("yours", "/contacts", "shared", ONE);
        assertThat(yours.status()).isEqualTo(201);
        assertThat(yours.header("Idempotency-Replayed")).isEmpty();
        assertThat(yours.json().get("id")).isNotEqualTo(mine.json().get("id"));
        assertThat(post("yours", "/contacts", "shared", "{\"name\":\"q\"}").status())
                .isEqualTo(422);
    }

    @Test
    void aRequestThatFailedCanBeMendedUnderItsKey() throws Exception {
        assertThat(post("mend", "/contacts", "k", "{\"name\":7}").status()).isEqualTo(400);
        assertThat(post("mend", "/contacts", "k", ONE).status()).isEqualTo(201);
    }

    @Test
    void manyAtTheSameTimeMakeOneContact() throws Exception {
        List<Reply> replies = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(threads.submit(() -> post("race", "/contacts", "k", ONE)));
            }
            for (Future<Reply> reply : sent) {
                replies.add(reply.get(60, TimeUnit.SECONDS));
            }
        }
        assertThat(count("race")).isEqualTo(1);
        assertThat(replies).allMatch(reply -> reply.status() == 201 || reply.status() == 409);
        assertThat(replies.stream().filter(reply -> reply.status() == 201).map(Reply::text))
                .isNotEmpty()
                .containsOnly(post("race", "/contacts", "k", ONE).text());
    }

    @Test
    void whileARequestIsServedTheSameOneIs409() throws Exception {
        try (Connection other = crm.postgres().connectAsUser()) {
            other.setAutoCommit(false);
            try (var lock = other.createStatement()) {
                lock.execute(
                        "select pg_advisory_xact_lock(hashtextextended('held' || chr(31) || 'k', 1))");
                Reply reply = post("held", "/contacts", "k", ONE);
                assertThat(reply.status()).isEqualTo(409);
                assertThat(reply.code()).isEqualTo("request_under_way");
                assertThat(reply.header("Retry-After")).isEqualTo("1");
                other.rollback();
            }
        }
        assertThat(post("held", "/contacts", "k", ONE).status()).isEqualTo(201);
    }

    @Test
    void anResponseIsForgottenAfterADay() throws Exception {
        Reply first = post("old", "/contacts", "k", ONE);
        post("young", "/contacts", "k", ONE);
        crm.postgres()
                .asAdmin(
                        "update crm.answer set created_at = created_at - interval '25 hours' where tenant_id = 'old'");
        Reply again = post("old", "/contacts", "k", "{\"name\":\"b\"}");
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isNotEqualTo(first.text());
        crm.postgres()
                .asAdmin(
                        "update crm.answer set created_at = created_at - interval '25 hours' where tenant_id = 'old'");
        assertThat(forget(1000)).isEqualTo(1);
        assertThat(forget(1000)).isZero();
        assertThat(post("young", "/contacts", "k", ONE).header("Idempotency-Replayed"))
                .isEqualTo("true");
    }

    private static int forget(int most) throws Exception {
        try (Connection connection = crm.postgres().connectAsUser();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select crm.forget_answers(" + most + ")")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void anotherProcessKnowsTheResponsesAndTheCursors() throws Exception {
        post("twins", "/contacts", "k", ONE);
        post("twins", "/contacts", "l", ONE);
        String cursor = crm.get("twins", "/contacts?limit=1").nextCursor();
        try (RunningCrm twin = RunningCrm.on(crm.postgres(), Clock.systemUTC())) {
            HttpRequest.Builder request =
                    twin.request("twins", "/contacts").header("Idempotency-Key", "k");
            assertThat(
                            twin.send(RunningCrm.json(request, "POST", ONE))
                                    .header("Idempotency-Replayed"))
                    .isEqualTo("true");
            assertThat(twin.get("twins", "/contacts?limit=1&cursor=" + cursor).items("id"))
                    .hasSize(1);
        }
    }

    @Test
    void aCursorIsGoodForADay() throws Exception {
        crm.create("day", ONE);
        crm.create("day", ONE);
        String cursor = crm.get("day", "/contacts?limit=1").nextCursor();
        Clock now = Clock.systemUTC();
        Clock nearly = Clock.offset(now, Duration.ofHours(23));
        try (RunningCrm later = RunningCrm.on(crm.postgres(), nearly)) {
            assertThat(later.get("day", "/contacts?limit=1&cursor=" + cursor).status())
                    .isEqualTo(200);
        }
        Clock after = Clock.offset(now, Duration.ofHours(25));
        try (RunningCrm later = RunningCrm.on(crm.postgres(), after)) {
            Reply stale = later.get("day", "/contacts?limit=1&cursor=" + cursor);
            assertThat(stale.status()).isEqualTo(400);
            assertThat(stale.details())
                    .containsExactly("cursor: is older than 24 hours; begin again without it");
        }
    }
}
