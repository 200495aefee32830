package io.xynergy.gateway.proxyprotocol;

import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.memory.Occupant;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.observe.GatewayCounters.CloseReason;
import io.xynergy.gateway.observe.GatewayCounters.ProxyHeader;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header with which load balancers begin a connection, before anybody else sees a byte of
 * it; the header has the time that a head has. Connections of others pass as they are.
 */
public final class AnnouncedConnections implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AnnouncedConnections.class.getName());

    private final Supplier<@Nullable ProxyProtocolRule> rules;
    private final Duration patience;
    private final GatewayCounters counters;
    private final Account heap;
    private final Set<HeaderWait> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Serves a connection to its end. */
    @FunctionalInterface
    public interface Next {

        /**
         * Takes the connection.
         *
         * @param transport with the addresses of the client
         * @param secure whether the client came by TLS, which a load balancer ended
         */
        void serve(Transport transport, boolean secure);
    }

    /**
     * Reads headers.
     *
     * @param rules whose connections begin with one, now; null: nobody's
     * @param patience for a header
     * @param heap where the bytes of headers are counted that are not complete
     */
    public AnnouncedConnections(
            Supplier<@Nullable ProxyProtocolRule> rules,
            Duration patience,
            GatewayCounters counters,
            Account heap) {
        this.rules = rules;
        this.patience = patience;
        this.counters = counters;
        this.heap = heap;
    }

    /** Finds out whose connection it is and hands it on; closes it when that cannot be. */
    public void accept(Transport raw, Next next) {
        ProxyProtocolRule rule = rules.get();
        if (rule == null || !rule.isFor(raw.remoteAddress().getAddress())) {
            next.serve(raw, false);
            return;
        }
        @Nullable Arrival arrival;
        var wait = new HeaderWait(raw, counters, heap);
        waiting.add(wait);
        try {
            if (closed) {
                raw.close();
            }
            arrival = read(wait, rule);
        } finally {
            waiting.remove(wait);
            wait.forget();
        }
        if (arrival != null) {
            next.serve(arrival.transport(), arrival.secure());
        }
    }

    /** Gives each connection whose header is waited for to {@code each}. */
    public void forEach(Consumer<Occupant> each) {
        waiting.forEach(wait -> each.accept(wait.opening()));
    }

    private record Arrival(Transport transport, boolean secure) {}

    /** Reads the header; null when the connection was closed instead. */
    private @Nullable Arrival read(HeaderWait wait, ProxyProtocolRule rule) {
        Transport raw = wait.transport();
        raw.readDeadline(System.nanoTime() + patience.toNanos());
        try {
            wait.awaitFirst();
        } catch (DeadlineException e) {
            return close(wait, CloseReason.IDLE);
        } catch (IOException e) {
            return close(wait, CloseReason.CLIENT);
        }
        while (true) {
            switch (HeaderParser.parse(wait.bytes(), wait.end())) {
                case Parsed.Incomplete(int needed) -> {
                    if (!fill(wait, needed)) {
                        return null;
                    }
                }
                case Parsed.Header header -> {
                    return announced(wait, header);
                }
                case Parsed.Absent() -> {
                    return unannounced(wait, rule);
                }
                case Parsed.Refused(ProxyHeader result, String reason) -> {
                    return refuse(wait, result, reason);
                }
            }
        }
    }

    private @Nullable Arrival announced(HeaderWait wait, Parsed.Header header) {
        return arrival(wait, header.result(), header.announcement(), header.length());
    }

    private @Nullable Arrival unannounced(HeaderWait wait, ProxyProtocolRule rule) {
        if (rule.required()) {
            return refuse(wait, ProxyHeader.MISSING, "it begins without a header");
        }
        return arrival(wait, ProxyHeader.ABSENT, null, 0);
    }

    private @Nullable Arrival arrival(
            HeaderWait wait, ProxyHeader result, @Nullable Announcement who, int length) {
        if (!wait.over()) {
            return close(wait, CloseReason.SHED);
        }
        counters.announced(result);
        boolean secure = who != null && who.secure();
        var transport = new AnnouncedTransport(wait.transport(), who, wait.rest(length));
        return new Arrival(transport, secure);
    }

    /** Reads on; false when the connection was closed instead. */
    private boolean fill(HeaderWait wait, int needed) {
        try {
            int read = wait.fill(needed);
            if (read < 0 && wait.end() == 0) {
                close(wait, CloseReason.CLIENT); // a look at whether the port is open
            } else if (read < 0) {
                refuse(wait, ProxyHeader.TRUNCATED, "it ended");
            }
            return read >= 0;
        } catch (DeadlineException e) {
            refuse(wait, ProxyHeader.TIMEOUT, "it did not go on in time");
        } catch (IOException e) {
            refuse(wait, ProxyHeader.TRUNCATED, String.valueOf(e.getMessage()));
        }
        return false;
    }

    private @Nullable Arrival refuse(HeaderWait wait, ProxyHeader result, String reason) {
        if (wait.over()) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "no PROXY header from {0}: {1}",
                    wait.transport().remoteAddress(),
                    reason);
            counters.announced(result);
        }
        return close(wait, CloseReason.PROXY_HEADER);
    }

    private @Nullable Arrival close(HeaderWait wait, CloseReason reason) {
        wait.transport().close();
        counters.connectionClosed(wait.over() ? reason : CloseReason.SHED);
        return null;
    }

    /** Ends the connections whose header is not there yet; others go on. */
    @Override
    public void close() {
        closed = true;
        waiting.forEach(wait -> wait.transport().close());
    }
}
