package io.xynergy.gateway.http;

/** Why the path of a request is refused; the message completes "the path …". */
public enum PathRefusal {
    NOT_ABSOLUTE(-1, "does not start with a slash"),
    FORBIDDEN_BYTE(-2, "has a byte that must be escaped in a path"),
    INVALID_ESCAPE(-3, "has a percent sign without two hex digits after it"),
    ENCODED_NUL(-4, "has an encoded NUL"),
    BACKSLASH(-5, "has a backslash, plain or encoded"),
    ENCODED_DOT_SEGMENT(-6, "has an encoded dot segment"),
    DOT_SEGMENT_PARAMETERS(-7, "has parameters on a dot segment"),
    ABOVE_ROOT(-8, "goes above the root"),
    DOT_SEGMENT(-9, "has a dot segment, which the route neither resolves nor forwards");

    private static final PathRefusal[] ALL = values();

    private final int result;
    private final String message;

    PathRefusal(int result, String message) {
        this.result = result;
        this.message = message;
    }

    public String message() {
        return message;
    }

    /** The refusal that a negative result of a {@link PathNormalizer} stands for. */
    public static PathRefusal of(int result) {
        for (PathRefusal refusal : ALL) {
            if (refusal.result == result) {
                return refusal;
            }
        }
        throw new IllegalArgumentException(result + " is no refusal");
    }

    int result() {
        return result;
    }
}
