package io.xynergy.gateway.upstream;

import io.xynergy.gateway.outcome.Failure;
import org.jspecify.annotations.Nullable;

/** What came of asking a pool for a connection. */
public sealed interface Lease permits UpstreamConnection, Lease.Refused {

    /**
     * There is no connection.
     *
     * @param endpoint the one that was chosen, if there was a choice
     */
    record Refused(Failure failure, @Nullable Endpoint endpoint) implements Lease {}
}
