package io.xynergy.kit.service;

/** A service cannot start; the message is for whoever runs it and says what to do. */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
