package io.xynergy.cli.stack;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;

/**
 * Prepares a database for services: for each an owner of its schema, who migrates it, and a role
 * without rights of its own, as whom it serves. What exists already is left alone.
 */
final class DatabaseSetup {

    static final String DATABASE = "xynergy";

    private static final String CONNECT_SECONDS = "5";
    private static final String NOT_PERMITTED = "42501";

    private final Passwords passwords;

    DatabaseSetup(Passwords passwords) {
        this.passwords = passwords;
    }

    /** The role that owns a service's schema. */
    static String owner(String service) {
        return service + "_owner";
    }

    /** Makes the database; only a superuser can, and only our own server needs it. */
    void createDatabase(DatabaseUrl server) throws StackException {
        try (Connection connection = connect(server)) {
            if (!exists(connection, "SELECT 1 FROM pg_database WHERE datname = ?", DATABASE)) {
                run(connection, "CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException e) {
            throw refused(server, e);
        }
    }

    /** Makes the roles of {@code service}; its owner may make schemas and extensions. */
    void prepare(DatabaseUrl database, String service) throws IOException, StackException {
        String owner = owner(service);
        try (Connection connection = connect(database)) {
            createRole(connection, database, owner, "CREATEROLE");
            createRole(connection, database, service, "");
            String name = '"' + connection.getCatalog().replace("\"", "\"\"") + '"';
            run(
                    connection,
                    "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE " + name + " TO " + owner);
            run(connection, "GRANT CONNECT ON DATABASE " + name + " TO " + service);
        } catch (SQLException e) {
            throw refused(database, e);
        }
    }

    /** A role that exists must have the password that is kept here: others may use it too. */
    private void createRole(Connection connection, DatabaseUrl database, String role, String rights)
            throws SQLException, IOException, StackException {
        String password = passwords.of(role);
        if (!exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
            run(connection, "CREATE ROLE " + role + " LOGIN " + rights);
            // hashed here, so that no log of the server can have it
            connection
                    .unwrap(PGConnection.class)
                    .alterUserPassword(role, password.toCharArray(), "scram-sha-256");
            return;
        }
        try (Connection _ = connect(new DatabaseUrl(database.jdbc(), role, password))) {
            return;
        } catch (SQLException e) {
            throw StackException.input(
                    "the role %s exists at %s, and its password is not the one in %s; write it there, or drop the role"
                            .formatted(role, database.where(), passwords.file(role)));
        }
    }

    private static Connection connect(DatabaseUrl database) throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password());
        properties.setProperty("loginTimeout", CONNECT_SECONDS);
        properties.setProperty("connectTimeout", CONNECT_SECONDS);
        properties.setProperty("socketTimeout", "30");
        return DriverManager.getConnection(database.jdbc(), properties);
    }

    private static boolean exists(Connection connection, String query, String name)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static StackException refused(DatabaseUrl database, SQLException e) {
        String hint =
                NOT_PERMITTED.equals(e.getSQLState())
                        ? "; the user %s needs CREATEROLE and must own the database"
                                .formatted(database.user())
                        : "";
        return StackException.input(
                "the database at %s cannot be prepared: %s%s"
                        .formatted(database.where(), e.getMessage(), hint));
    }
}
