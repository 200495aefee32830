package io.xynergy.gateway.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connected byte stream for sequential code on virtual threads.
 *
 * <p>At most one thread reads and one writes at a time. A wait that lasts past its deadline ends
 * with {@link DeadlineException}; a wait on a transport that somebody closes ends with another
 * {@link IOException}. Deadlines are {@link System#nanoTime} values.
 */
public interface Transport {

    /** A deadline that never comes. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /** Waits until a read will not wait: bytes or the end are there. Holds no buffer meanwhile. */
    void awaitReadable() throws IOException;

    /**
     * Reads at least one byte, waiting for it when necessary.
     *
     * @return how many bytes, or −1 at the end of the stream
     */
    int fill(ByteBuffer into) throws IOException;

    /**
     * Reads what can be had without waiting, which may be less than what has arrived.
     *
     * @return how many bytes, 0 when a read would wait, or −1 at the end of the stream
     */
    int fillNow(ByteBuffer into) throws IOException;

    /** Writes everything that remains in {@code from}. */
    void write(ByteBuffer from) throws IOException;

    /** When waits for bytes end; also those that already wait. */
    void readDeadline(long nanoTime);

    /**
     * Ends the wait of a reader for whom nothing has come, as a deadline does, and leaves the
     * stream as it is: what comes later can still be read. Called on the lane.
     *
     * @return false where the reader waits on, because its wait cannot be ended without harm
     */
    boolean endWait();

    /** When waits for room to write end; also those that already wait. */
    void writeDeadline(long nanoTime);

    /**
     * Ends a wait for bytes that is in progress as if its deadline had passed; called on one of the
     * lane's virtual threads.
     *
     * @return false when nobody waits
     */
    boolean expireRead();

    /** Tells the peer that no more bytes come. */
    void closeOutput() throws IOException;

    /** What a peer has done since the last read. */
    enum Peer {
        /** Nothing. */
        SILENT,
        /** It sent something, which the next read takes. */
        SENT,
        /** It has said that it sends nothing more. */
        ENDED
    }

    /**
     * Looks, without waiting, what the peer has done; called while nobody reads.
     *
     * @throws IOException if the connection is broken
     */
    Peer look() throws IOException;

    /**
     * Calls {@code observer} once, on a virtual thread of the transport's core, if the peer sends
     * or closes while nobody reads.
     *
     * @return false where that cannot be seen: the observer is never called then, and {@link #look}
     *     tells
     */
    boolean onUnread(@Nullable Runnable observer);

    /**
     * Closes both directions; waits in progress end. May be called by any thread, repeatedly; one
     * that is not the core's returns before the core has done it.
     */
    void close();

    /** Closes so that the peer sees a failure, where an end would look like success. */
    void reset();

    /** The peer's address. */
    InetSocketAddress remoteAddress();

    /** The address that the peer connected to, or that we connected from. */
    InetSocketAddress localAddress();
}
