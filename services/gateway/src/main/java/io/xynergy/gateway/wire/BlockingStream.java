package io.xynergy.gateway.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A connection whose reads and writes block the virtual thread, whoever accepted it. */
public interface BlockingStream {

    /** Reads at least one byte; −1 at the end, also when {@link #endInput} was called meanwhile. */
    int read(ByteBuffer into) throws IOException;

    /** Writes at least one byte of what remains. */
    void write(ByteBuffer from) throws IOException;

    /** Ends reads, also one in progress. */
    void endInput() throws IOException;

    /** Tells the peer that no more bytes come. */
    void endOutput() throws IOException;

    /** Reads what is there, without waiting for more: 0 when nothing is, −1 at the end. */
    int readNow(ByteBuffer into) throws IOException;

    /** Whether a read would find bytes without waiting. */
    boolean hasMore() throws IOException;

    /** Lets the closing that follows look like a failure to the peer. */
    void resetOnClose();

    /** Closes, ending reads and writes in progress; never fails. */
    void close();

    InetSocketAddress remoteAddress();

    InetSocketAddress localAddress();
}
