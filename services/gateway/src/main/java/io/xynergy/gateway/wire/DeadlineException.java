package io.xynergy.gateway.wire;

import java.io.IOException;

/** A wait on a {@link Transport} lasted past its deadline. */
public final class DeadlineException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says what was not there in time. */
    public DeadlineException(String message) {
        super(message);
    }

    /** Deadlines are ordinary on the data path, and nobody reads their stacks. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
