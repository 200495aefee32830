package io.xynergy.kit.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.xynergy.kit.error.Problem;
import io.xynergy.kit.error.ProblemException;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.metrics.Histogram;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;

/**
 * A PostgreSQL database whose rows belong to tenants.
 *
 * <p>Every transaction begins by telling the server its tenant, by which row-level security lets
 * through the tenant's own rows only, and its time limit; both end with the transaction. A server
 * that is away is answered with 503 at once and found again when it is back.
 */
public final class Database implements AutoCloseable {

    /**
     * A process that hangs in a transaction holds others up no longer than a statement may. Plans
     * are made for the values: one tenant has ten rows of a table, another ten million.
     */
    private static final String BEGIN =
            """
            select set_config('app.tenant', ?, true), set_config('statement_timeout', ?, true),
                set_config('idle_in_transaction_session_timeout', ?, true),
                set_config('plan_cache_mode', 'force_custom_plan', true)
            """;

    private static final int ATTEMPTS = 4;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    /** So long nobody waits for a database that was found to be away. */
    private static final long AWAY_NANOS = 1_000_000_000;

    private static final Problem AWAY =
            Problem.passing(503, "database_unavailable", "The database cannot be reached.");

    private final HikariDataSource pool;
    private final DatabaseSettings settings;
    private final LongSupplier nanos;
    private final SlowStatements slow;
    private final Semaphore places;
    private final Histogram times = Histogram.ofLatency();
    private final LongAdder conflicts = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder overloaded = new LongAdder();
    private volatile long awaySince;

    private Database(HikariDataSource pool, DatabaseSettings settings, LongSupplier nanos) {
        this.pool = pool;
        this.settings = settings;
        this.nanos = nanos;
        this.slow = new SlowStatements(settings.slow(), nanos);
        this.places = new Semaphore(settings.connections() + settings.waiting());
        this.awaySince = nanos.getAsLong() - AWAY_NANOS;
    }

    /** What is done in a transaction; it may run again from the start after a conflict. */
    @FunctionalInterface
    public interface Work<T> {

        /** Runs the statements. */
        T run(Transaction transaction) throws SQLException;
    }

    /** A pool for the database, whether or not it can be reached now. */
    public static Database open(DatabaseSettings settings, Meters meters, LongSupplier nanos) {
        var config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password() == null ? null : settings.password().text());
        config.setMaximumPoolSize(settings.connections());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.waitTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        config.setAutoCommit(false);
        config.addDataSourceProperty("ApplicationName", "xynergy");
        config.addDataSourceProperty("connectTimeout", 2);
        config.addDataSourceProperty("tcpKeepAlive", true);
        // longer than any statement may take: a server that says nothing more is away
        config.addDataSourceProperty("socketTimeout", settings.statementTimeout().toSeconds() + 5);
        // rows of tenants must not get into the log
        config.addDataSourceProperty("logServerErrorDetail", false);
        var database = new Database(new HikariDataSource(config), settings, nanos);
        database.publish(meters);
        return database;
    }

    /**
     * Runs work in a transaction that sees the tenant's rows only.
     *
     * @throws ProblemException 503, when the database is away, overloaded or too slow
     * @throws DatabaseException when it refuses a statement
     */
    public <T> T inTenant(String tenant, Work<T> work) {
        if (isAway()) {
            unavailable.increment();
            throw new ProblemException(AWAY);
        }
        if (!places.tryAcquire()) {
            overloaded.increment();
            throw new ProblemException(
                    Problem.passing(503, "overloaded", "Too many requests wait for the database."));
        }
        long begin = nanos.getAsLong();
        try {
            return attempts(tenant, work);
        } finally {
            places.release();
            times.record(nanos.getAsLong() - begin);
        }
    }

    /** Whether the database answers. */
    public CheckResult check() {
        try {
            return inTenant("", transaction -> transaction.first("select 1", row -> row.getInt(1)))
                            .isPresent()
                    ? CheckResult.up()
                    : CheckResult.down("no response");
        } catch (ProblemException e) {
            return CheckResult.down(e.problem().message());
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /** The pool, which goes on trying, has found nobody, and whoever asked has waited for it. */
    private boolean isAway() {
        return nanos.getAsLong() - awaySince < AWAY_NANOS
                && pool.getHikariPoolMXBean().getTotalConnections() == 0;
    }

    private <T> T attempts(String tenant, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            boolean begun = false;
            try (Connection connection = pool.getConnection()) {
                begin(connection, tenant);
                begun = true;
                return commit(connection, work);
            } catch (SQLException e) {
                boolean again =
                        attempt < ATTEMPTS
                                && (SqlStates.isConflict(e) || isLostBefore(e, begun, attempt));
                if (!again) {
                    throw failure(e);
                }
                prepareNext(e);
            }
        }
    }

    /** A pooled connection that died while nobody used it: nothing was done yet. */
    private static boolean isLostBefore(SQLException e, boolean begun, int attempt) {
        return !begun
                && attempt == 1
                && !(e instanceof SQLTransientConnectionException)
                && SqlStates.isUnavailable(e);
    }

    private void prepareNext(SQLException e) {
        if (SqlStates.isConflict(e)) {
            conflicts.increment();
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(LONGEST_PAUSE_NANOS));
        } else {
            pool.getHikariPoolMXBean().softEvictConnections(); // what died with it
        }
    }

    private void begin(Connection connection, String tenant) throws SQLException {
        try (var statement = connection.prepareStatement(BEGIN)) {
            statement.setString(1, tenant);
            String timeout = Long.toString(settings.statementTimeout().toMillis());
            statement.setString(2, timeout);
            statement.setString(3, timeout);
            statement.execute();
        }
    }

    private <T> T commit(Connection connection, Work<T> work) throws SQLException {
        try {
            T result = work.run(new Transaction(connection, slow));
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        }
    }

    private static void rollback(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    private RuntimeException failure(SQLException e) {
        if (SqlStates.isUnavailable(e)) {
            unavailable.increment();
            awaySince = nanos.getAsLong();
            return new ProblemException(AWAY, e);
        }
        if (SqlStates.isTimeout(e)) {
            return new ProblemException(
                    Problem.passing(503, "database_timeout", "The database took too long."), e);
        }
        if (SqlStates.isConflict(e)) {
            return new ProblemException(
                    Problem.passing(503, "database_busy", "Others change the same data."), e);
        }
        return new DatabaseException(e);
    }

    private void publish(Meters meters) {
        meters.histogram(
                "xynergy_database_transaction_duration_seconds",
                "Time of a transaction, with the wait for a connection",
                Labels.none(),
                times);
        count(meters, "conflicts", "Transactions that began again", conflicts::sum);
        count(meters, "unavailable", "Transactions that found no database", unavailable::sum);
        count(meters, "overloaded", "Transactions refused as too many waited", overloaded::sum);
        count(meters, "slow_statements", "Statements slower than the limit", slow::count);
        gauge(meters, "active", HikariPoolMXBean::getActiveConnections);
        gauge(meters, "idle", HikariPoolMXBean::getIdleConnections);
        gauge(meters, "awaited", HikariPoolMXBean::getThreadsAwaitingConnection);
    }

    private static void count(Meters meters, String name, String help, LongSupplier source) {
        meters.counter("xynergy_database_" + name + "_total", help, Labels.none(), source);
    }

    private void gauge(Meters meters, String state, ToIntFunction<HikariPoolMXBean> of) {
        meters.gauge(
                "xynergy_database_connections",
                "Connections of the pool, and threads that wait for one",
                Labels.of("state", state),
                () -> of.applyAsInt(pool.getHikariPoolMXBean()));
    }
}
