package io.xynergy.gateway.upstream;

import io.xynergy.gateway.address.AddressText;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.observe.LogText;
import io.xynergy.kit.listener.HostAndPort;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** One address of a service, with what is known of its load and health. */
public final class Endpoint {

    private static final System.Logger LOG = System.getLogger(Endpoint.class.getName());
    private static final long FIRST_PAUSE_NANOS = 500_000_000L;
    private static final int MOST_DOUBLINGS = 4;

    private final EndpointAddress known;
    private final String shown;
    private final byte[] text;
    private final LogText logText;
    private final IdleConnections[] idle;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connectFailures = new AtomicInteger();
    private final AtomicLong avoidUntil = new AtomicLong(Long.MIN_VALUE);

    private final AtomicBoolean sentUnasked = new AtomicBoolean();

    Endpoint(EndpointAddress known, int lanes, LongSupplier clock) {
        this.known = known;
        InetSocketAddress address = known.socket();
        this.shown = HostAndPort.text(AddressText.of(address.getAddress()), address.getPort());
        this.text = Ascii.bytes(shown);
        this.logText = LogText.of(shown);
        this.idle = new IdleConnections[lanes];
        for (int i = 0; i < lanes; i++) {
            idle[i] = new IdleConnections(clock);
        }
    }

    /** Its address with its port, for messages. */
    @Override
    public String toString() {
        return shown;
    }

    /** Its address with the way it is spoken to. */
    public EndpointAddress known() {
        return known;
    }

    /** The address as ASCII, for logs and Host fields; not to be changed. */
    public byte[] text() {
        return text;
    }

    /** The address for the access log. */
    public LogText logText() {
        return logText;
    }

    /** Requests that are being answered by this endpoint. */
    public int inFlight() {
        return inFlight.get();
    }

    IdleConnections idle(int lane) {
        return idle[lane];
    }

    void enter() {
        inFlight.incrementAndGet();
    }

    void leave() {
        inFlight.decrementAndGet();
    }

    /** Whether it could not be connected to a moment ago, so that others are tried first. */
    public boolean isAvoided(long now) {
        return connectFailures.get() > 0 && avoidUntil.get() - now > 0;
    }

    void connected() {
        if (connectFailures.get() > 0) {
            connectFailures.set(0);
        }
    }

    /** Pauses the endpoint for half a second, doubled with each failure in a row up to eight. */
    void connectFailed(long now) {
        int failures = connectFailures.getAndIncrement();
        avoidUntil.set(now + (FIRST_PAUSE_NANOS << Math.min(failures, MOST_DOUBLINGS)));
    }

    /** Whether it ever sent bytes that belong to no request. */
    public boolean hasSentUnasked() {
        return sentUnasked.get();
    }

    /** It sent bytes that belong to no request; logged the first time. */
    void sentUnasked(String service) {
        if (!sentUnasked.get() && sentUnasked.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "service {0} at {1} sends bytes that belong to no request: its connections are"
                            + " not kept after responses that have no body by rule (to HEAD, 204,"
                            + " 304)",
                    service,
                    shown);
        }
    }

    /** Closes one of the kept connections; false when there is none. */
    boolean closeOneIdle() {
        for (IdleConnections connections : idle) {
            if (connections.closeOldest()) {
                return true;
            }
        }
        return false;
    }

    void closeIdle() {
        for (IdleConnections connections : idle) {
            connections.closeAll();
        }
    }

    void evictIdle(long before) {
        for (IdleConnections connections : idle) {
            connections.evict(before);
        }
    }
}
