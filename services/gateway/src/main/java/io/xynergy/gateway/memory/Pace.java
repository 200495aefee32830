package io.xynergy.gateway.memory;

import java.util.concurrent.TimeUnit;

/**
 * How a peer keeps up with one direction of its connection: what it is waited for, since when, and
 * how much has moved.
 *
 * <p>Written by the one thread that waits, read by whoever looks for the slowest.
 */
public final class Pace {

    /** Who moves so many bytes a second, or more, never lags behind. */
    private static final long FAST_BYTES_A_SECOND = 32 * 1024;

    private static final long NANOS_A_BYTE = 1_000_000_000 / FAST_BYTES_A_SECOND;

    /** A message that takes longer must have moved at {@link #MIN_BYTES_A_SECOND} on average. */
    private static final long GRACE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final long MIN_BYTES_A_SECOND = 100;

    /** What a peer is waited for. */
    public enum Wait {
        /** To send the header with which a load balancer begins a connection. */
        PROXY_HEADER,
        /** To agree on TLS. */
        HANDSHAKE,
        /** To send the rest of a head, or its first. */
        HEAD,
        /** To send more of a body. */
        BODY,
        /** To take a part of a response. */
        RESPONSE,
        /** To send another request, which it owes nobody. */
        IDLE,
        /** To send something through a tunnel, which it owes nobody. */
        TUNNEL;

        /** Whether it makes nobody wait. */
        public boolean isResting() {
            return this == IDLE || this == TUNNEL;
        }
    }

    private static final long NOT = 0;

    private Wait wait = Wait.IDLE;
    private long debt;
    private long waited;
    private long moved;

    /** When the wait began, or that there is none. Written last and read first. */
    private volatile long since = NOT;

    /**
     * Whether a message of which so much has moved in so much time is not worth a wait for more.
     */
    public static boolean isHopeless(long bytes, long nanos) {
        return nanos > GRACE_NANOS
                && bytes < TimeUnit.NANOSECONDS.toSeconds(nanos) * MIN_BYTES_A_SECOND;
    }

    /** Another message begins, whose time and bytes are counted anew. */
    public void begin() {
        debt = 0;
        waited = 0;
        moved = 0;
    }

    /** The peer is waited for. */
    public void waits(Wait what, long now) {
        wait = what;
        since = now | 1;
    }

    /** What was waited for is there, and how much it is does not matter. */
    public void over() {
        since = NOT;
    }

    /** So many bytes have moved, and the wait for them is over. */
    public void moved(long bytes, long now) {
        long took = now - since;
        waited += took;
        moved += bytes;
        // No credit: what the system's buffers took at once says nothing of who reads from them.
        debt = Math.max(0, debt + took - bytes * NANOS_A_BYTE);
        since = NOT;
    }

    /** Nanoseconds that the peer was waited for since the message began. */
    public long waited() {
        return waited;
    }

    /** Bytes that have moved since the message began. */
    public long bytes() {
        return moved;
    }

    /** Whether the peer is waited for. */
    public boolean isWaiting() {
        return since != NOT;
    }

    /** What it is waited for, while it is. */
    public Wait what() {
        return wait;
    }

    /**
     * How far it lags behind a peer that is just fast enough, in nanoseconds; negative while it
     * does not, or is not waited for.
     */
    public long lag(long now) {
        long begun = since;
        return begun == NOT ? -1 : debt + (now - begun);
    }
}
