package io.xynergy.cli;

/**
 * What stops the command and is no error of its own: its message is all that is printed, and the
 * exit code says its kind.
 */
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** What was given cannot be used. */
    static Failure input(String message) {
        return new Failure(ExitCode.INVALID, message);
    }

    /** The command was typed wrongly. */
    static Failure usage(String message) {
        return new Failure(ExitCode.USAGE, message);
    }

    /** A part of the stack that is needed does not serve. */
    static Failure part(String message) {
        return new Failure(ExitCode.PART, message);
    }

    int exitCode() {
        return exitCode;
    }
}
