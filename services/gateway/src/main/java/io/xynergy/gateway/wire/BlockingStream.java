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

    /** Looks, without waiting, whether nothing has come and the peer has not closed. */
    boolean isSilent();

    /** Whether bytes are there to be read; false when that cannot be told without waiting. */
    boolean hasMore() throws IOException;

    /** Makes the next close a reset, so that the peer sees a failure. */
    void prepareReset();

    /** Closes, ending reads and writes in progress; never fails. */
    void close();

    InetSocketAddress remoteAddress();

    InetSocketAddress localAddress();
}
