package io.xynergy.gateway.wire;

import io.xynergy.kit.listener.HostAndPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stream on a blocking channel, for virtual threads of the JVM's own scheduler.
 *
 * <p>The JVM cannot wait for readiness without a buffer, so a wait reads into a small one first:
 * most request heads fit, and an idle connection costs little. A deadline shuts down the direction
 * that waits, which ends the blocked call, and leaves the other one as it is.
 */
final class BlockingTransport extends TimerWheel.Entry implements Transport {

    private static final System.Logger LOG = System.getLogger(BlockingTransport.class.getName());

    /** Most request heads fit; ten thousand idle clients cost 5 MiB. */
    static final int CLIENT_AHEAD = 512;

    /** A small response fits with its head; upstream connections are few. */
    static final int UPSTREAM_AHEAD = 4096;

    private final ThreadLane lane;
    private final ChannelStream stream;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ByteBuffer ahead;

    private boolean ended;
    private volatile long readDeadline = NO_DEADLINE;
    private volatile long writeDeadline = NO_DEADLINE;
    private volatile boolean reading;
    private volatile boolean writing;
    private volatile boolean connecting;
    private volatile boolean readExpired;
    private volatile boolean writeExpired;

    BlockingTransport(ThreadLane lane, ChannelStream stream, int lookAhead, Runnable onClose) {
        this.ahead = ByteBuffer.allocate(lookAhead).flip();
        this.lane = lane;
        this.stream = stream;
        this.onClose = onClose;
    }

    /** Connects the stream's channel. */
    void connect(SocketChannel channel, InetSocketAddress address) throws IOException {
        connecting = true;
        writing = true;
        watch(writeDeadline);
        try {
            channel.connect(address);
        } catch (ClosedChannelException e) {
            throw writeExpired
                    ? new DeadlineException(
                            "no connection to " + HostAndPort.text(address) + " in time")
                    : e;
        } finally {
            writing = false;
            connecting = false;
        }
    }

    @Override
    public void awaitReadable() throws IOException {
        if (ahead.hasRemaining() || ended) {
            return;
        }
        ahead.clear();
        int read = -1;
        try {
            read = read(ahead);
        } finally {
            ahead.flip();
        }
        ended = read < 0;
    }

    @Override
    public int fill(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("no room to read into");
        }
        if (ended) {
            return -1;
        }
        return ahead.hasRemaining() ? takeAhead(into) : read(into);
    }

    @Override
    public int fillNow(ByteBuffer into) throws IOException {
        if (ahead.hasRemaining()) {
            return takeAhead(into);
        }
        if (ended) {
            return -1;
        }
        return stream.hasMore() ? read(into) : 0;
    }

    private int takeAhead(ByteBuffer into) throws IOException {
        int moved = Math.min(ahead.remaining(), into.remaining());
        into.put(into.position(), ahead, ahead.position(), moved);
        into.position(into.position() + moved);
        ahead.position(ahead.position() + moved);
        boolean likelyMore = moved == ahead.capacity() && into.hasRemaining();
        return likelyMore && stream.hasMore() ? moved + Math.max(0, read(into)) : moved;
    }

    /** A blocked read ends by itself or with its input: it is left to itself if bytes are there. */
    @Override
    public boolean endWait() {
        try {
            return !reading || stream.hasMore();
        } catch (IOException e) {
            return true; // it is closed, which ends the wait too
        }
    }

    private int read(ByteBuffer into) throws IOException {
        if (closed.get()) {
            throw new ClosedChannelException();
        }
        reading = true;
        watch(readDeadline);
        try {
            int read = stream.read(into);
            if (read < 0 && readExpired) {
                throw new DeadlineException(
                        "nothing to read from " + HostAndPort.text(remoteAddress()) + " in time");
            }
            return read;
        } catch (IOException e) {
            throw readExpired ? new DeadlineException("nothing to read in time") : e;
        } finally {
            reading = false;
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        writing = true;
        watch(writeDeadline);
        try {
            while (from.hasRemaining()) {
                stream.write(from);
            }
        } catch (IOException e) {
            throw writeExpired ? new DeadlineException("no room to write in time") : e;
        } finally {
            writing = false;
        }
    }

    @Override
    public void readDeadline(long nanoTime) {
        readDeadline = nanoTime;
        if (reading) {
            watch(nanoTime);
        }
    }

    @Override
    public void writeDeadline(long nanoTime) {
        writeDeadline = nanoTime;
        if (writing) {
            watch(nanoTime);
        }
    }

    private void watch(long deadline) {
        if (deadline != NO_DEADLINE) {
            lane.schedule(this, deadline);
        }
    }

    /** Called by the lane's timer thread, which holds the lock of the wheel. */
    @Override
    void fire(long now) {
        long read = readDeadline;
        long write = writeDeadline;
        if (reading && read != NO_DEADLINE) {
            if (now - read >= 0) {
                expireSilent();
            } else {
                lane.schedule(this, read);
            }
        }
        if (writing && write != NO_DEADLINE) {
            if (now - write >= 0) {
                writeExpired = true;
                endWriting();
            } else {
                lane.schedule(this, write);
            }
        }
    }

    @Override
    public boolean expireRead() {
        if (!reading) {
            return false;
        }
        readExpired = true;
        endInput();
        return true;
    }

    /** A reader for whom bytes are there is about to take them, and has not waited for nothing. */
    private void expireSilent() {
        try {
            if (stream.hasMore()) {
                return;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed at its deadline", e);
        }
        readExpired = true;
        endInput();
    }

    /** Wakes the reader and leaves the output open, so that it can still be told why. */
    private void endInput() {
        try {
            stream.endInput();
        } catch (IOException e) {
            stream.close();
        }
    }

    /**
     * Wakes the writer and leaves the input open: who reads learns from the writer why all ended.
     */
    private void endWriting() {
        try {
            if (connecting) {
                stream.close();
            } else {
                stream.endOutput();
            }
        } catch (IOException e) {
            stream.close();
        }
    }

    @Override
    public void closeOutput() throws IOException {
        stream.endOutput();
    }

    @Override
    public Peer look() throws IOException {
        if (closed.get()) {
            throw new ClosedChannelException();
        }
        if (!ended && !ahead.hasRemaining()) {
            ahead.clear();
            try {
                ended = stream.readNow(ahead) < 0;
            } finally {
                ahead.flip();
            }
        }
        if (ahead.hasRemaining()) {
            return Peer.SENT;
        }
        return ended ? Peer.ENDED : Peer.SILENT;
    }

    @Override
    public boolean onUnread(@Nullable Runnable observer) {
        return false; // nothing watches a blocking channel that nobody reads
    }

    @Override
    public void reset() {
        stream.resetOnClose();
        close();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            stream.close();
            lane.unschedule(this);
            onClose.run();
        }
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return stream.remoteAddress();
    }

    @Override
    public InetSocketAddress localAddress() {
        return stream.localAddress();
    }
}
