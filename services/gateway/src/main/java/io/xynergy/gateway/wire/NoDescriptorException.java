package io.xynergy.gateway.wire;

import java.io.IOException;

/** The process has no descriptor left for a connection: its own lack, and no fault of a peer. */
public final class NoDescriptorException extends IOException {

    private static final long serialVersionUID = 1L;

    NoDescriptorException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
