package io.xynergy.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The database of the services: prepared for each before it starts, and how each reaches it. */
final class Databases {

    private final Passwords passwords;
    private final DatabaseUrl database;
    private final Optional<PostgresServer> own;

    private Databases(Passwords passwords, DatabaseUrl database, Optional<PostgresServer> own) {
        this.passwords = passwords;
        this.database = database;
        this.own = own;
    }

    /** In the server that the stack runs. */
    static Databases in(PostgresServer server, Passwords passwords) throws IOException {
        String password = passwords.of(PostgresServer.SUPERUSER);
        DatabaseUrl database = server.superuser(DatabaseSetup.DATABASE, password);
        return new Databases(passwords, database, Optional.of(server));
    }

    /** In a database that runs already. */
    static Databases at(DatabaseUrl database, Passwords passwords) {
        return new Databases(passwords, database, Optional.empty());
    }

    /**
     * Makes what {@code service} needs; our own server remembers that it was done.
     *
     * @return whether there was something to do
     */
    boolean prepare(String service) throws IOException, StackException {
        String owner = DatabaseSetup.owner(service);
        boolean known = passwords.has(service) && passwords.has(owner);
        Optional<Path> mark = own.map(server -> server.mark(service));
        if (known && mark.isPresent() && Files.exists(mark.get())) {
            return false;
        }
        var setup = new DatabaseSetup(passwords);
        if (own.isPresent()) {
            setup.createDatabase(
                    own.get().superuser(PostgresServer.SUPERUSER, database.password()));
        }
        setup.prepare(database, service);
        if (mark.isPresent()) {
            Files.writeString(mark.get(), "prepared\n");
        }
        return true;
    }

    /** The variables with which {@code service} reaches it. */
    Map<String, String> variables(String service) throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        String owner = DatabaseSetup.owner(service);
        variables.put("DB_URL", database.jdbc());
        variables.put("DB_USER", service);
        variables.put("DB_PASSWORD", passwords.of(service));
        variables.put("DB_OWNER_USER", owner);
        variables.put("DB_OWNER_PASSWORD", passwords.of(owner));
        return variables;
    }
}
