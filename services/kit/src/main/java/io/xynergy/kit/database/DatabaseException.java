package io.xynergy.kit.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** The database refused a statement. */
public final class DatabaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final String UNIQUE_VIOLATION = "23505";

    private final String state;
    private final @Nullable String constraint;

    DatabaseException(SQLException cause) {
        super("SQLSTATE " + cause.getSQLState(), cause);
        this.state = cause.getSQLState() == null ? "" : cause.getSQLState();
        this.constraint = constraint(cause);
    }

    /** The five characters of the error's code. */
    public String state() {
        return state;
    }

    /** Whether the named unique index or constraint would have been violated. */
    public boolean violatesUnique(String name) {
        return state.equals(UNIQUE_VIOLATION) && name.equals(constraint);
    }

    private static @Nullable String constraint(SQLException cause) {
        ServerErrorMessage message =
                cause instanceof PSQLException server ? server.getServerErrorMessage() : null;
        return message == null ? null : message.getConstraint();
    }
}
