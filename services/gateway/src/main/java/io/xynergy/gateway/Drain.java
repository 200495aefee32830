package io.xynergy.gateway;

import io.xynergy.gateway.proxy.ProxyServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * The end of a gateway in good order: whoever has sent a request gets its response.
 *
 * <p>HTTP/1.1 gives a server one way to end a kept connection without a race: {@code Connection:
 * close} in a response (RFC 9112, 9.6). So connections that wait for a request are left open at
 * first: clients that are at work send their next one within a moment, and its response ends the
 * connection. What is silent for longer is ended by a FIN, and only if nothing has come meanwhile.
 */
final class Drain {

    /** How long clients at work may take to send their next request, once nobody new comes. */
    private static final Duration NEXT_REQUEST = Duration.ofSeconds(1);

    /**
     * For what is cut at the end of the time to be said, and to be heard, by both sides; a quarter
     * of the whole time at most, unless that is short.
     */
    private static final Duration LAST_WORDS = Duration.ofMillis(1_500);

    private static final Duration LEAST_WORDS = Duration.ofMillis(250);

    private static final long LOOK_NANOS = 5_000_000;

    private final ProxyServer proxy;
    private final GatewayServer server;
    private final Runnable closeUpstreams;

    /**
     * The end of these servers.
     *
     * @param closeUpstreams closes all connections to upstreams, those in use too
     */
    Drain(ProxyServer proxy, GatewayServer server, Runnable closeUpstreams) {
        this.proxy = proxy;
        this.server = server;
        this.closeUpstreams = closeUpstreams;
    }

    /**
     * Returns when no connection is left of a proxy that was told to drain.
     *
     * @param delay how long new connections are taken on, while others learn that this gateway
     *     stops
     * @param patience after which everything is over, the delay and the last words included
     */
    void run(Duration delay, Duration patience) {
        long begin = System.nanoTime();
        long words =
                Math.clamp(patience.toNanos() / 4, LEAST_WORDS.toNanos(), LAST_WORDS.toNanos());
        long last = begin + Math.max(patience.toNanos(), 2 * words);
        long end = last - 2 * words;
        await(earlier(begin + delay.toNanos(), end), false);
        server.stopListening(end);
        await(earlier(System.nanoTime() + NEXT_REQUEST.toNanos(), end), true);
        server.endHandshakes();
        endIdleUntil(end);
        proxy.endRequests();
        closeUpstreams.run();
        endIdleUntil(last - words);
        proxy.closeAll();
        await(last, true);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private void endIdleUntil(long end) {
        while (System.nanoTime() - end < 0 && !isOver()) {
            proxy.endIdle();
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private void await(long end, boolean early) {
        while (System.nanoTime() - end < 0 && !(early && isOver())) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** A connection may be accepted and not be served yet, or closed and not be logged yet. */
    private boolean isOver() {
        return server.isEmpty() && proxy.open() == 0;
    }
}
