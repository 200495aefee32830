package io.xynergy.cli.issuer;

/** A token is not given; RFC 6749 section 5.2. */
final class RefusedRequestException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;

    RefusedRequestException(String code, String message) {
        super(message, null, false, false); // expected: nobody looks at the stack
        this.code = code;
    }

    static RefusedRequestException invalid(String message) {
        return new RefusedRequestException("invalid_request", message);
    }

    /** The member {@code error} of the response. */
    String code() {
        return code;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
