package io.xynergy.gateway.wire;

import io.xynergy.kit.listener.HostAndPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is read and written by virtual threads of one {@link Core}.
 *
 * <p>All fields are touched on the core's platform thread alone, by the reactor or by the virtual
 * threads that it carries, and need no guard; {@link #close} comes from anywhere and is left to the
 * core.
 */
final class CoreTransport extends TimerWheel.Entry implements Transport, Core.Selectable {

    /** Bytes moved without a pause before others on the core get their turn. */
    private static final int TURN_BYTES = 256 * 1024;

    /** Who moves so much at once comes behind those who want less. */
    private static final int MUCH = 32 * 1024;

    private final Core core;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final InetSocketAddress remote;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    private @Nullable Thread reader;
    private @Nullable Thread writer;
    private @Nullable Runnable unreadObserver;
    private long readDeadline = NO_DEADLINE;
    private long writeDeadline = NO_DEADLINE;
    private boolean readExpired;
    private boolean writeExpired;

    /**
     * Whether the last read emptied the socket and nothing was found there since, so that the next
     * one has to wait for readiness.
     */
    private boolean drained = true;

    /** A byte that a look found; the next read takes it. */
    private @Nullable ByteBuffer ahead;

    private int turnBytes;

    /** Whether the last read or write was one of a long stream's. */
    private boolean movesMuch;

    CoreTransport(Core core, SocketChannel channel, InetSocketAddress remote, Runnable onClose)
            throws IOException {
        this.core = core;
        this.channel = channel;
        this.remote = remote;
        this.onClose = onClose;
        int interest = channel.isConnected() ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT;
        this.key = channel.register(core.selector(), interest, this);
    }

    /** Waits until the connection is made. */
    void finishConnect(long deadline) throws IOException {
        writeDeadline = deadline;
        awaitWritable();
        if (!channel.finishConnect()) {
            throw new IOException("connection to " + HostAndPort.text(remote) + " was not made");
        }
        writeDeadline = NO_DEADLINE;
        key.interestOps(SelectionKey.OP_READ);
    }

    @Override
    public void ready(int operations) {
        if ((operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            disarm(SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);
            Thread waiting = writer;
            writer = null;
            core.unpark(waiting, movesMuch);
        }
        if ((operations & SelectionKey.OP_READ) != 0) {
            boolean foundBefore = !drained;
            drained = false;
            Thread waiting = reader;
            if (waiting == null) {
                // Mostly they are read before the selector is asked again. Found once more, they
                // are wanted by nobody yet, or by one who is far from his turn: stay quiet until
                // he waits again. To disarm and arm at once would be two system calls a request.
                if (foundBefore) {
                    disarm(SelectionKey.OP_READ);
                }
                notifyUnread();
            } else {
                reader = null;
                core.unpark(waiting, movesMuch);
            }
        }
    }

    private void notifyUnread() {
        Runnable observer = unreadObserver;
        if (observer != null) {
            unreadObserver = null;
            core.start(observer);
        }
    }

    @Override
    public void awaitReadable() throws IOException {
        requireOpen();
        if (!drained || ahead != null) {
            return;
        }
        reader = Thread.currentThread();
        arm(SelectionKey.OP_READ);
        watch(readDeadline);
        while (reader != null) {
            LockSupport.park();
        }
        requireOpen();
        if (readExpired) {
            readExpired = false;
            throw new DeadlineException(
                    "nothing to read from " + HostAndPort.text(remote) + " in time");
        }
    }

    @Override
    public boolean endWait() {
        expireRead();
        return true;
    }

    /** Nobody would wake a wait that begins after the closing. */
    private void requireOpen() throws ClosedChannelException {
        if (closed.get()) {
            throw new ClosedChannelException();
        }
    }

    private void awaitWritable() throws IOException {
        requireOpen();
        writer = Thread.currentThread();
        if (channel.isConnected()) {
            arm(SelectionKey.OP_WRITE);
        }
        watch(writeDeadline);
        while (writer != null) {
            LockSupport.park();
        }
        requireOpen();
        if (writeExpired) {
            writeExpired = false;
            throw new DeadlineException(
                    "no room to write to " + HostAndPort.text(remote) + " in time");
        }
    }

    @Override
    public int fill(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("no room to read into");
        }
        while (true) {
            awaitReadable();
            int known = takeAhead(into);
            int read = into.hasRemaining() ? channel.read(into) : 0;
            drained = read == 0 || read > 0 && into.hasRemaining();
            if (known > 0) {
                return known + Math.max(read, 0);
            }
            if (read != 0) {
                giveWay(read);
                return read;
            }
        }
    }

    @Override
    public int fillNow(ByteBuffer into) throws IOException {
        requireOpen();
        if (drained && ahead == null) {
            return 0;
        }
        int known = takeAhead(into);
        int read = into.hasRemaining() ? channel.read(into) : 0;
        drained = read == 0 || read > 0 && into.hasRemaining();
        giveWay(Math.max(read, 0));
        return known > 0 ? known + Math.max(read, 0) : read;
    }

    private int takeAhead(ByteBuffer into) {
        ByteBuffer found = ahead;
        if (found == null) {
            return 0;
        }
        ahead = null;
        into.put(found);
        return 1;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            int written = channel.write(from);
            if (from.hasRemaining()) {
                movesMuch = written >= MUCH;
                awaitWritable();
            } else {
                giveWay(written);
            }
        }
    }

    /** A stream at full speed must let others on. */
    private void giveWay(int bytes) {
        movesMuch = bytes >= MUCH;
        turnBytes += bytes;
        if (turnBytes >= TURN_BYTES) {
            turnBytes = 0;
            core.giveWay();
        }
    }

    @Override
    public void readDeadline(long nanoTime) {
        readDeadline = nanoTime;
        if (reader != null) {
            watch(nanoTime);
        }
    }

    @Override
    public void writeDeadline(long nanoTime) {
        writeDeadline = nanoTime;
        if (writer != null) {
            watch(nanoTime);
        }
    }

    /** Moves the timer only when it would come too late: later deadlines are seen when it fires. */
    private void watch(long deadline) {
        if (deadline != NO_DEADLINE && (!isScheduled() || when() - deadline > 0)) {
            core.timers().schedule(this, deadline);
        }
    }

    @Override
    void fire(long now) {
        Thread reading = reader;
        if (reading != null && readDeadline != NO_DEADLINE && now - readDeadline >= 0) {
            readExpired = true;
            reader = null;
            LockSupport.unpark(reading);
        }
        Thread writing = writer;
        if (writing != null && writeDeadline != NO_DEADLINE && now - writeDeadline >= 0) {
            writeExpired = true;
            writer = null;
            disarm(SelectionKey.OP_WRITE);
            LockSupport.unpark(writing);
        }
        if (reader != null) {
            watch(readDeadline);
        }
        if (writer != null) {
            watch(writeDeadline);
        }
    }

    @Override
    public void closeOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public Peer look() throws IOException {
        requireOpen();
        if (ahead == null) {
            ByteBuffer one = ByteBuffer.allocate(1);
            int read = channel.read(one);
            if (read <= 0) {
                return read == 0 ? Peer.SILENT : Peer.ENDED;
            }
            ahead = one.flip();
        }
        return Peer.SENT;
    }

    @Override
    public boolean onUnread(@Nullable Runnable observer) {
        unreadObserver = observer;
        if (observer != null) {
            // A read that just filled its buffer does not tell whether there is more: readiness
            // does.
            drained = true;
            arm(SelectionKey.OP_READ);
        }
        return true;
    }

    @Override
    public boolean expireRead() {
        Thread reading = reader;
        if (reading == null) {
            return false;
        }
        readExpired = true;
        reader = null;
        LockSupport.unpark(reading);
        return true;
    }

    private void arm(int operation) {
        if (key.isValid()) {
            interest(key.interestOps() | operation);
        }
    }

    private void disarm(int operations) {
        if (key.isValid()) {
            interest(key.interestOps() & ~operations);
        }
    }

    private void interest(int operations) {
        try {
            if (key.interestOps() != operations) {
                key.interestOps(operations);
            }
        } catch (CancelledKeyException e) {
            // Another thread closes the channel at this moment, and what waits is woken for that.
        }
    }

    @Override
    public void reset() {
        Channels.reset(channel);
        close();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (core.isCurrent()) {
            closeHere();
        } else {
            core.execute(this::closeHere);
        }
    }

    private void closeHere() {
        Channels.close(channel);
        core.timers().remove(this);
        unreadObserver = null;
        Thread reading = reader;
        Thread writing = writer;
        reader = null;
        writer = null;
        LockSupport.unpark(reading);
        LockSupport.unpark(writing);
        onClose.run();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public InetSocketAddress localAddress() {
        return Channels.localAddress(channel);
    }
}
