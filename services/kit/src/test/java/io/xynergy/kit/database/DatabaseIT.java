package io.xynergy.kit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.PageFormat;
import io.xynergy.kit.settings.Secret;
import io.xynergy.kit.testing.TestPostgres;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatabaseIT {

    private static final String INSERT = "insert into kit.note (tenant_id, text) values (?, ?)";
    private static final String TEXTS = "select text from kit.note order by text";

    private static final TestPostgres POSTGRES = TestPostgres.database("kit");
    private static final Meters METERS = new Meters();
    private static Database database;

    @BeforeAll
    static void open() {
        DatabaseSettings settings = settings(POSTGRES.url(), 4, 64);
        Migrations.run(settings, "kit", Map.of("app", POSTGRES.user()));
        database = Database.open(settings, METERS, System::nanoTime);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static DatabaseSettings settings(String url, int connections, int waiting) {
        return new DatabaseSettings(
                url,
                POSTGRES.user(),
                new Secret("app"),
                POSTGRES.owner(),
                new Secret("owner"),
                connections,
                waiting,
                Duration.ofSeconds(2),
                Duration.ofMillis(500),
                Duration.ofMillis(250));
    }

    @Test
    void aTenantSeesItsOwnRowsOnly() {
        write("red", "r");
        write("blue", "b");
        assertThat(texts("red")).containsExactly("r");
        assertThat(texts("blue")).containsExactly("b");
        assertThat(texts("green")).isEmpty();
        assertThat(texts("")).isEmpty();
    }

    @Test
    void aRowOfAnotherTenantCannotBeWritten() {
        assertThatThrownBy(() -> database.inTenant("mine", t -> t.update(INSERT, "yours", "x")))
                .isInstanceOfSatisfying(
                        DatabaseException.class, e -> assertThat(e.state()).isEqualTo("42501"));
    }

    @Test
    void aFailureTakesBackWhatWasDone() {
        assertThatThrownBy(() ->
                        database.inTenant(
                                "half",
                                t -> {
                                    t.update(INSERT, "half", "one");
                                    throw new IllegalStateException("no");
                                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(texts("half")).isEmpty();
    }

    @Test
    void aViolatedUniqueIndexIsNamed() {
        write("unique", "same");
        assertThatThrownBy(() -> write("unique", "same"))
                .isInstanceOfSatisfying(
                        DatabaseException.class,
                        e -> {
                            assertThat(e.violatesUnique("note_text")).isTrue();
                            assertThat(e.violatesUnique("other")).isFalse();
                        });
    }

    @Test
    void everyTypeThatIsPromisedIsBound() {
        UUID id = UUID.fromString("11111111-2222-3333-4444-555555555555");
        Instant time = Instant.parse("2026-11-24T10:00:00.123456Z");
        List<String> row =
                database.inTenant(
                        "types",
                        t ->
                                t.query(
                                        """
                                        select concat_ws('|', ?::uuid, ?::timestamptz at time zone 'UTC',
                                            ?::jsonb ->> 'a', ?::text is null, array_length(?::uuid[], 1),
                                            array_length(?::text[], 1), (?::jsonb[])[1] ->> 'a',
                                            (?::timestamptz[])[1] = ?, (?::int4[])[2], (?::int8[])[1])
                                        """,
                                        r -> r.getString(1),
                                        id,
                                        time,
                                        new Json("{\"a\":1}"),
                                        null,
                                        new UUID[] {id},
                                        new String[] {"x", null},
                                        new Json[] {new Json("{\"a\":2}")},
                                        new Instant[] {time},
                                        time,
                                        new Integer[] {1, 2},
                                        new Long[] {3L}));
        assertThat(row).containsExactly(id + "|2026-11-24 10:00:00.123456|1|t|1|2|2|t|2|3");
    }

    @Test
    void aStatementThatTakesTooLongEndsWith503() {
        assertProblem(
                () -> database.inTenant("slow", t -> t.first("select pg_sleep(9)", r -> 1)),
                "database_timeout");
    }

    @Test
    void transactionsThatHinderEachOtherBeginAgain() throws Exception {
        database.inTenant("dead", t -> t.update(INSERT, "dead", "a"));
        database.inTenant("dead", t -> t.update(INSERT, "dead", "b"));
        var met = new CyclicBarrier(2);
        var runs = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> one = threads.submit(() -> crossed("a", "b", met, runs));
            Future<Integer> two = threads.submit(() -> crossed("b", "a", met, runs));
            assertThat(one.get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(two.get(20, TimeUnit.SECONDS)).isEqualTo(1);
        }
        assertThat(runs.get()).isGreaterThan(2);
        assertThat(METERS.page(PageFormat.PROMETHEUS))
                .containsPattern("xynergy_database_conflicts_total [1-9]");
    }

    /** Changes two rows, the other one second: two of these in different orders are a deadlock. */
    private static int crossed(String first, String second, CyclicBarrier met, AtomicInteger runs) {
        return database.inTenant(
                "dead",
                t -> {
                    String change = "update kit.note set times = times + 1 where text = ?";
                    boolean again = runs.incrementAndGet() > 2;
                    t.update(change, first);
                    if (!again) {
                        meet(met);
                    }
                    return t.update(change, second);
                });
    }

    private static void meet(CyclicBarrier met) throws SQLException {
        try {
            met.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new SQLException(e);
        }
    }

    @Test
    void connectionsThatTheServerEndedAreReplacedBeforeAnybodySees() {
        write("ended", "before");
        POSTGRES.asAdmin(
                "select pg_terminate_backend(pid) from pg_stat_activity where usename = '%s'"
                        .formatted(POSTGRES.user()));
        assertThat(texts("ended")).containsExactly("before");
    }

    @Test
    void aServerThatIsAwayIs503AndDown() {
        try (Database away =
                Database.open(
                        settings("jdbc:postgresql://localhost:1/none", 2, 2),
                        new Meters(),
                        () -> 0)) {
            ThrowingCallable call = () -> away.inTenant("x", t -> t.update("select 1"));
            assertProblem(call, "database_unavailable");
            assertThatThrownBy(call).as("nobody waited for it again").hasNoCause();
            assertProblem(call, "database_unavailable");
            assertThat(away.check()).isInstanceOf(CheckResult.Down.class);
        }
        assertThat(database.check()).isInstanceOf(CheckResult.Up.class);
    }

    @Test
    void whoWouldWaitBehindTooManyIsRefusedAtOnce() throws Exception {
        var hold = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        try (Database small =
                        Database.open(
                                settings(POSTGRES.url(), 1, 0), new Meters(), System::nanoTime);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> holder =
                    threads.submit(() ->
                            small.inTenant(
                                    "x",
                                    t -> {
                                        held.countDown();
                                        await(hold);
                                        return 1;
                                    }));
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            assertProblem(() -> small.inTenant("x", _ -> 2), "overloaded");
            hold.countDown();
            assertThat(holder.get(10, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(small.<Integer>inTenant("x", _ -> 3)).isEqualTo(3);
        }
    }

    private static void await(CountDownLatch latch) throws SQLException {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }

    @Test
    void aSecondMigrationFindsNothingToDoAndAChangedScriptIsRefused() throws Exception {
        DatabaseSettings settings = settings(POSTGRES.url(), 1, 1);
        Migrations.run(settings, "kit", Map.of("app", POSTGRES.user()));
        try (var owner = POSTGRES.connectAsOwner();
                var statement = owner.createStatement()) {
            statement.execute(
                    "update kit.flyway_schema_history set checksum = 1 where version = '1'");
            assertThatThrownBy(
                            () -> Migrations.run(settings, "kit", Map.of("app", POSTGRES.user())))
                    .isInstanceOf(MigrationException.class)
                    .hasMessageContaining("checksum");
        }
    }

    private static void write(String tenant, String text) {
        database.inTenant(tenant, t -> t.update(INSERT, tenant, text));
    }

    private static List<String> texts(String tenant) {
        return database.inTenant(tenant, t -> t.query(TEXTS, row -> row.getString(1)));
    }

    private static void assertProblem(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> {
                            assertThat(e.problem().status()).isEqualTo(503);
                            assertThat(e.problem().code()).isEqualTo(code);
                            assertThat(e.problem().retryAfterSeconds()).isPositive();
                        });
    }
}
