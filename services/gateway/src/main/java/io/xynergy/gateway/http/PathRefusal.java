package io.xynergy.gateway.http;

/** Why the path of a request is refused; the message completes "the path …". */
public enum PathRefusal {
    NOT_ABSOLUTE("does not start with a slash"),
    FORBIDDEN_BYTE("has a byte that must be escaped in a path"),
    INVALID_ESCAPE("has a percent sign without two hex digits after it"),
    ENCODED_NUL("has an encoded NUL"),
    BACKSLASH("has a backslash, plain or encoded"),
    ENCODED_DOT_SEGMENT("has an encoded dot segment"),
    DOT_SEGMENT_PARAMETERS("has parameters on a dot segment"),
    ABOVE_ROOT("goes above the root");

    private static final PathRefusal[] ALL = values();

    private final String message;

    PathRefusal(String message) {
        this.message = message;
    }

    public String message() {
        return message;
    }

    /** The refusal that a negative result of {@link PathNormalizer#normalize} stands for. */
    public static PathRefusal of(int result) {
        return ALL[-1 - result];
    }

    int result() {
        return -1 - ordinal();
    }
}
