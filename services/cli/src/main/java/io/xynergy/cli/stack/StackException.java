package io.xynergy.cli.stack;

/** Why the stack cannot run; the message says what to do and is all that is printed. */
public final class StackException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Who can change it. */
    public enum Kind {
        /** What was given cannot be used. */
        INPUT,
        /** A part did not start. */
        PART
    }

    private final Kind kind;

    private StackException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    static StackException input(String message) {
        return new StackException(Kind.INPUT, message);
    }

    static StackException part(String name, String message) {
        return new StackException(Kind.PART, name + " " + message);
    }

    public Kind kind() {
        return kind;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
