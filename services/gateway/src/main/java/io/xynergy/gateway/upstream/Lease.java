package io.xynergy.gateway.upstream;

import io.xynergy.gateway.outcome.Failure;

/** What came of asking a pool for a connection. */
public sealed interface Lease permits UpstreamConnection, Lease.Refused {

    /** There is no connection. */
    record Refused(Failure failure) implements Lease {}
}
