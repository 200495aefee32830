package io.xynergy.kit.database;

import org.flywaydb.core.api.FlywayException;

/** Tables could not be brought to the version that the code expects. */
public final class MigrationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MigrationException(FlywayException cause) {
        super("the tables could not be brought up to date: " + firstLines(cause), cause);
    }

    private static String firstLines(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).strip();
    }
}
