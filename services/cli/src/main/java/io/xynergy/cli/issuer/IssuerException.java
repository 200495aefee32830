package io.xynergy.cli.issuer;

/** No token could be had; the message says why and what to do, and is all that is printed. */
public final class IssuerException extends Exception {

    private static final long serialVersionUID = 1L;

    IssuerException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
