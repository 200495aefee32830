package io.xynergy.kit.listener;

import java.time.Duration;

/**
 * Where a listener listens and what it takes.
 *
 * @param host address to bind
 * @param port 0: any free one
 * @param maxBody longest request body in bytes
 * @param maxConnections connections at the same time; further ones wait to be accepted
 * @param maxRequests requests at the same time; the next one gets 503
 * @param readTimeout longest wait for the next bytes of a client, which holds a thread meanwhile
 * @param takesGzip whether bodies with {@code Content-Encoding: gzip} are taken, and handed over as
 *     they were sent; otherwise they are answered 415, as are all other codings
 */
public record ListenerSettings(
        String host,
        int port,
        int maxBody,
        int maxConnections,
        int maxRequests,
        Duration readTimeout,
        boolean takesGzip) {

    /** Longest wait unless said otherwise. */
    public static final Duration READ_TIMEOUT = Duration.ofSeconds(30);

    public ListenerSettings {
        require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
        require(maxBody >= 0, "longest body", maxBody, "0 or more");
        require(maxConnections > 0, "most connections", maxConnections, "1 or more");
        require(maxRequests > 0, "most requests", maxRequests, "1 or more");
    }

    private static void require(boolean holds, String what, int value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "%s %d: expected %s".formatted(what, value, expected));
        }
    }

    ListenerSettings at(int newPort) {
        return new ListenerSettings(
                host, newPort, maxBody, maxConnections, maxRequests, readTimeout, takesGzip);
    }
}
