package io.xynergy.gateway.http;

import io.xynergy.gateway.outcome.FailureKind;
import java.io.IOException;

/** A body's framing is broken, so where the next message begins is not known. */
public final class BadBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    private BadBodyException(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    BadBodyException(String message) {
        this(FailureKind.BAD_BODY, message);
    }

    /** The framing is larger than is read: extensions of chunks, or trailers. */
    static BadBodyException tooLarge(String message) {
        return new BadBodyException(FailureKind.CHUNK_FRAMING_TOO_LARGE, message);
    }

    /** The failure of a request whose body this is. */
    public FailureKind kind() {
        return kind;
    }

    /** Broken bodies are ordinary on the data path, and nobody reads their stacks. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
