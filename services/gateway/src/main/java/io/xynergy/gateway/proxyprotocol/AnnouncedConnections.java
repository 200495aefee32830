package io.xynergy.gateway.proxyprotocol;

import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.observe.GatewayCounters.CloseReason;
import io.xynergy.gateway.observe.GatewayCounters.ProxyHeader;
import io.xynergy.gateway.wire.DeadlineException;
import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header with which load balancers begin a connection, before anybody else sees a byte of
 * it; the header has the time that a head has. Connections of others pass as they are.
 */
public final class AnnouncedConnections implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(AnnouncedConnections.class.getName());

    /** Enough for what most load balancers write, and for the beginning of the first request. */
    private static final int FIRST_READ = 256;

    private final Supplier<@Nullable ProxyProtocolRule> rules;
    private final Duration patience;
    private final GatewayCounters counters;
    private final Set<Transport> waiting = ConcurrentHashMap.newKeySet();
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
     */
    public AnnouncedConnections(
            Supplier<@Nullable ProxyProtocolRule> rules,
            Duration patience,
            GatewayCounters counters) {
        this.rules = rules;
        this.patience = patience;
        this.counters = counters;
    }

    /** Finds out whose connection it is and hands it on; closes it when that cannot be. */
    public void accept(Transport raw, Next next) {
        ProxyProtocolRule rule = rules.get();
        if (rule == null || !rule.isFor(raw.remoteAddress().getAddress())) {
            next.serve(raw, false);
            return;
        }
        @Nullable Arrival arrival;
        waiting.add(raw);
        try {
            if (closed) {
                raw.close();
            }
            arrival = read(raw, rule);
        } finally {
            waiting.remove(raw);
        }
        if (arrival != null) {
            next.serve(arrival.transport(), arrival.secure());
        }
    }

    private record Arrival(Transport transport, boolean secure) {}

    /** Reads the header; null when the connection was closed instead. */
    private @Nullable Arrival read(Transport raw, ProxyProtocolRule rule) {
        raw.readDeadline(System.nanoTime() + patience.toNanos());
        try {
            raw.awaitReadable();
        } catch (DeadlineException e) {
            return close(raw, CloseReason.IDLE);
        } catch (IOException e) {
            return close(raw, CloseReason.CLIENT);
        }
        byte[] bytes = new byte[FIRST_READ];
        int end = 0;
        while (true) {
            Parsed parsed = HeaderParser.parse(bytes, end);
            switch (parsed) {
                case Parsed.Incomplete(int needed) -> {
                    bytes = needed > bytes.length ? Arrays.copyOf(bytes, needed) : bytes;
                    int read = fill(raw, ByteBuffer.wrap(bytes, end, bytes.length - end), end);
                    if (read < 0) {
                        return null;
                    }
                    end += read;
                }
                case Parsed.Header header -> {
                    return announced(raw, header, bytes, end);
                }
                case Parsed.Absent() -> {
                    return unannounced(raw, rule, ByteBuffer.wrap(bytes, 0, end));
                }
                case Parsed.Refused(ProxyHeader result, String reason) -> {
                    return refuse(raw, result, reason);
                }
            }
        }
    }

    private Arrival announced(Transport raw, Parsed.Header header, byte[] bytes, int end) {
        counters.announced(header.result());
        int length = header.length();
        ByteBuffer behind = ByteBuffer.wrap(bytes, length, end - length);
        return arrival(raw, header.announcement(), behind);
    }

    private @Nullable Arrival unannounced(Transport raw, ProxyProtocolRule rule, ByteBuffer read) {
        if (rule.required()) {
            return refuse(raw, ProxyHeader.MISSING, "it begins without a header");
        }
        counters.announced(ProxyHeader.ABSENT);
        return arrival(raw, null, read);
    }

    private static Arrival arrival(
            Transport raw, @Nullable Announcement who, ByteBuffer readAhead) {
        boolean secure = who != null && who.secure();
        return new Arrival(new AnnouncedTransport(raw, who, readAhead), secure);
    }

    /** Reads on; −1 when the connection was closed instead. */
    private int fill(Transport raw, ByteBuffer into, int before) {
        try {
            int read = raw.fill(into);
            if (read < 0 && before == 0) {
                close(raw, CloseReason.CLIENT); // a look at whether the port is open
            } else if (read < 0) {
                refuse(raw, ProxyHeader.TRUNCATED, "it ended");
            }
            return read;
        } catch (DeadlineException e) {
            refuse(raw, ProxyHeader.TIMEOUT, "it did not go on in time");
        } catch (IOException e) {
            refuse(raw, ProxyHeader.TRUNCATED, String.valueOf(e.getMessage()));
        }
        return -1;
    }

    private @Nullable Arrival refuse(Transport raw, ProxyHeader result, String reason) {
        LOG.log(
                System.Logger.Level.DEBUG,
                "no PROXY header from {0}: {1}",
                raw.remoteAddress(),
                reason);
        counters.announced(result);
        return close(raw, CloseReason.PROXY_HEADER);
    }

    private @Nullable Arrival close(Transport raw, CloseReason reason) {
        raw.close();
        counters.connectionClosed(reason);
        return null;
    }

    /** Ends the connections whose header is not there yet; others go on. */
    @Override
    public void close() {
        closed = true;
        waiting.forEach(Transport::close);
    }
}
