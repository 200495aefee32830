package io.xynergy.gateway.http;

import java.io.IOException;

/** A body's framing is broken, so where the next message begins is not known. */
public final class BadBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    BadBodyException(String message) {
        super(message);
    }

    /** Broken bodies are ordinary on the data path, and nobody reads their stacks. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
