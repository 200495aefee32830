package io.xynergy.gateway.exchange;

import java.io.IOException;

/** The client's connection broke, while the upstream's was being used. */
public final class ClientException extends IOException {

    private static final long serialVersionUID = 1L;

    public ClientException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** Clients that leave are ordinary on the data path, and nobody reads these stacks. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
