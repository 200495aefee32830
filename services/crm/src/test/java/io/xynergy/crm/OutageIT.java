package io.xynergy.crm;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.kit.testing.TestPostgres;
import io.xynergy.kit.testing.TestPostgresServer;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The service without its database, and with one that is too slow for all who ask. */
class OutageIT {

    private static final int MOST_TRIES = 10_000;

    @Test
    void aDatabaseThatIsKilledGivesClearErrorsAndIsFoundAgain() throws Exception {
        try (TestPostgresServer server = TestPostgresServer.start();
                RunningCrm crm = RunningCrm.small(server.database("crm"))) {
            String id = crm.create("acme", "{\"name\":\"before\"}");
            server.kill();
            for (int i = 0; i < 3; i++) {
                assertUnavailable(crm.get("acme", "/contacts/" + id));
                assertUnavailable(crm.get("acme", "/contacts?q=before"));
                assertUnavailable(crm.post("acme", "/contacts", "{\"name\":\"x\"}"));
                assertUnavailable(crm.delete("acme", "/contacts/" + id));
            }
            assertThat(crm.post("acme", "/contacts", "{\"name\":7}").status())
                    .as("what is wrong is wrong without a database as well")
                    .isEqualTo(400);
            assertThat(crm.admin("/health/live").status()).isEqualTo(200);
            assertThat(crm.admin("/health/deep").status()).isEqualTo(503);
            assertThat(crm.admin("/health/deep").text()).contains("database", "DOWN");
            server.restart();
            Reply again = crm.get("acme", "/contacts/" + id);
            for (int i = 0; i < MOST_TRIES && again.status() == 503; i++) {
                again = crm.get("acme", "/contacts/" + id);
            }
            assertThat(again.status()).as(again.toString()).isEqualTo(200);
            assertThat(crm.get("acme", "/contacts").items("name")).containsExactly("before");
            assertThat(crm.admin("/health/deep").status()).isEqualTo(200);
        }
    }

    private static void assertUnavailable(Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(503);
        assertThat(reply.code()).isEqualTo("database_unavailable");
        assertThat(reply.header("Retry-After")).isEqualTo("1");
        assertThat(reply.text()).doesNotContain("jdbc").doesNotContain("localhost");
    }

    @Test
    void moreRequestsThanTheDatabaseCanServeAre503AndNoneHangs() throws Exception {
        TestPostgres postgres = TestPostgres.database("crm");
        try (RunningCrm crm = RunningCrm.small(postgres);
                Connection blocker = postgres.connectAsAdmin()) {
            crm.create("acme", "{\"name\":\"before\"}");
            blocker.setAutoCommit(false);
            try (var lock = blocker.createStatement()) {
                lock.execute("lock table crm.contact in access exclusive mode");
            }
            List<Reply> replies = new ArrayList<>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Reply>> sent = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    sent.add(threads.submit(() -> crm.get("acme", "/contacts")));
                }
                for (Future<Reply> reply : sent) {
                    replies.add(reply.get(60, TimeUnit.SECONDS));
                }
            }
            assertThat(replies)
                    .allSatisfy(reply -> {
                        assertThat(reply.status()).isEqualTo(503);
                        assertThat(reply.header("Retry-After")).isEqualTo("1");
                    });
            assertThat(replies.stream().map(Reply::code))
                    .contains("overloaded", "database_timeout")
                    .isSubsetOf("overloaded", "database_timeout", "database_unavailable");
            blocker.rollback();
            assertThat(crm.get("acme", "/contacts").items("name")).containsExactly("before");
        }
    }
}
