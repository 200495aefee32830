package io.xynergy.kit.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * One PostgreSQL server for all tests of a JVM, with a database for each that asks.
 *
 * <p>A database has two roles as in production: one that owns the tables, and one that serves.
 */
public final class TestPostgres {

    /**
     * Its programs' output at info is long; JUL forgets the level of a logger that nobody holds.
     */
    private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class.getPackageName());

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static final EmbeddedPostgres SERVER = start();

    private final String name;
    private final String owner;
    private final String user;

    private TestPostgres(String name, String owner, String user) {
        this.name = name;
        this.owner = owner;
        this.user = user;
    }

    private static EmbeddedPostgres start() {
        LOG.setLevel(Level.WARNING);
        try {
            return server(EmbeddedPostgres.builder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not made to survive a power cut, which no test does to it. */
    private static EmbeddedPostgres server(EmbeddedPostgres.Builder builder) throws IOException {
        return builder.setServerConfig("fsync", "off")
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("deadlock_timeout", "100ms")
                .start();
    }

    /** A new database without tables; the roles have the given names and end in its number. */
    public static TestPostgres database(String roles) {
        int number = DATABASES.incrementAndGet();
        var database = new TestPostgres("test" + number, roles + "_owner" + number, roles + number);
        asAdminOf(
                "postgres",
                "create role %s login createrole password 'owner'".formatted(database.owner),
                "create role %s login password 'app'".formatted(database.user),
                "create database %s owner %s".formatted(database.name, database.owner));
        asAdminOf(database.name, "create extension if not exists pg_trgm");
        return database;
    }

    /** The address, for JDBC. */
    public String url() {
        return "jdbc:postgresql://localhost:%d/%s".formatted(SERVER.getPort(), name);
    }

    /** The role that owns; its password is {@code owner}. */
    public String owner() {
        return owner;
    }

    /** The role that serves; its password is {@code app}. */
    public String user() {
        return user;
    }

    /** A connection of the role that owns. */
    public Connection connectAsOwner() throws SQLException {
        return DriverManager.getConnection(url(), owner, "owner");
    }

    /** Runs statements as the server's superuser. */
    public void asAdmin(String... statements) {
        asAdminOf(name, statements);
    }

    private static void asAdminOf(String database, String... statements) {
        String address = "jdbc:postgresql://localhost:%d/%s".formatted(SERVER.getPort(), database);
        try (Connection connection = DriverManager.getConnection(address, "postgres", "");
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
