package io.xynergy.kit.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A database of a PostgreSQL server, which all tests of a JVM share unless they need their own.
 *
 * <p>It has two roles as in production: one that owns the tables, and one that serves.
 */
public final class TestPostgres {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final int port;
    private final String name;
    private final String owner;
    private final String user;

    private TestPostgres(int port, String name, String owner, String user) {
        this.port = port;
        this.name = name;
        this.owner = owner;
        this.user = user;
    }

    /** A new database without tables; the roles have the given names and end in its number. */
    public static TestPostgres database(String roles) {
        return database(TestPostgresServer.sharedPort(), roles);
    }

    static TestPostgres database(int port, String roles) {
        int number = DATABASES.incrementAndGet();
        var database =
                new TestPostgres(port, "test" + number, roles + "_owner" + number, roles + number);
        database.asAdminOf(
                "postgres",
                "create role %s login createrole password 'owner'".formatted(database.owner),
                "create role %s login password 'app'".formatted(database.user),
                "create database %s owner %s".formatted(database.name, database.owner));
        database.asAdmin("create extension if not exists pg_trgm");
        return database;
    }

    /** The address, for JDBC. */
    public String url() {
        return urlOf(name);
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

    /** A connection of the role that serves. */
    public Connection connectAsUser() throws SQLException {
        return DriverManager.getConnection(url(), user, "app");
    }

    /** A connection of the server's superuser. */
    public Connection connectAsAdmin() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "");
    }

    /** Runs statements as the server's superuser. */
    public void asAdmin(String... statements) {
        asAdminOf(name, statements);
    }

    private String urlOf(String database) {
        return "jdbc:postgresql://localhost:%d/%s".formatted(port, database);
    }

    private void asAdminOf(String database, String... statements) {
        try (Connection connection = DriverManager.getConnection(urlOf(database), "postgres", "");
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
