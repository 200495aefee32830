package io.xynergy.gateway.proxy;

import java.util.concurrent.TimeUnit;

/** How long the gateway waits for clients, in nanoseconds. */
final class Timeouts {

    /** For a complete head, from its first byte. */
    static final long HEAD = TimeUnit.SECONDS.toNanos(10);

    /** For the next request on a kept connection. */
    static final long IDLE = TimeUnit.SECONDS.toNanos(75);

    /** Between two reads of a body. */
    static final long BODY = TimeUnit.SECONDS.toNanos(30);

    /** For a slow reader to take one buffer. */
    static final long WRITE = TimeUnit.SECONDS.toNanos(30);

    /** For a client to take notice of an answer before its connection is closed. */
    static final long LINGER = TimeUnit.SECONDS.toNanos(1);

    /** Without a byte in either direction of a tunnel. */
    static final long TUNNEL = TimeUnit.HOURS.toNanos(1);

    private Timeouts() {}

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
