package io.xynergy.gateway.tls;

import io.xynergy.gateway.wire.Transport;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * TLS over another stream; only that stream ever waits for the network.
 *
 * <p>It holds a buffer only while part of a record or data that nobody took yet lies in it. A peer
 * that ends the connection without saying so in TLS may have been cut off: a client's reads then
 * fail, as what came may be less than was sent. Servers need no such care: requests say their own
 * length.
 *
 * <p>One thread reads; what is sent, {@link RecordSender} may send from any.
 */
final class TlsTransport implements Transport {

    private static final int HEADER = 5;

    private final Transport raw;
    private final SSLEngine engine;
    private final RecordBuffers buffers;
    private final HandshakeTasks tasks;
    private final RecordSender sender;

    /** Records that are not decrypted yet; touched by the reader alone, like the next two. */
    private @Nullable ByteBuffer records;

    private @Nullable ByteBuffer plain;
    private boolean ended;

    TlsTransport(Transport raw, SSLEngine engine, RecordBuffers buffers, HandshakeTasks tasks) {
        this.raw = raw;
        this.engine = engine;
        this.buffers = buffers;
        this.tasks = tasks;
        this.sender = new RecordSender(raw, engine, buffers);
    }

    /**
     * Agrees with the peer on keys; called once, before anything else.
     *
     * @throws SSLException if the peer is not who it should be, or speaks no TLS that we speak
     */
    void handshake() throws IOException {
        engine.beginHandshake();
        try {
            while (step(engine.getHandshakeStatus())) {
                releaseEmpty();
            }
        } catch (SSLException e) {
            sender.alert();
            throw e;
        }
    }

    /** Whether the peer's first bytes, which have arrived, are no TLS record. */
    boolean isForeign() throws IOException {
        if (records == null && !receive()) {
            return false;
        }
        ByteBuffer arrived = records;
        return arrived != null && arrived.hasRemaining() && !RecordBuffers.isRecord(arrived);
    }

    private boolean step(HandshakeStatus status) throws IOException {
        switch (status) {
            case NEED_WRAP -> sender.sendPending();
            case NEED_TASK -> runTasks();
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                if (!hasRecord()) {
                    receiveInHandshake();
                } else {
                    ByteBuffer scratch = plain == null ? plain = buffers.take().limit(0) : plain;
                    decrypt(scratch.clear());
                    scratch.flip();
                    if (ended) {
                        throw new SSLHandshakeException("the peer ended the handshake");
                    }
                }
            }
            case FINISHED, NOT_HANDSHAKING -> {
                return false;
            }
        }
        return true;
    }

    private void receiveInHandshake() throws IOException {
        boolean open;
        try {
            open = receive();
        } catch (EOFException e) {
            open = false;
        }
        if (!open) {
            throw new SSLHandshakeException("the peer closed the connection in the handshake");
        }
    }

    private void runTasks() {
        Runnable task;
        while ((task = engine.getDelegatedTask()) != null) {
            tasks.run(task);
        }
    }

    @Override
    public void awaitReadable() throws IOException {
        while (!ended && !hasPlain() && !hasRecord()) {
            receive();
        }
    }

    @Override
    public int fill(ByteBuffer into) throws IOException {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException("no room to read into");
        }
        while (true) {
            int moved = takePlain(into);
            if (moved > 0) {
                return moved;
            }
            if (ended) {
                return -1;
            }
            if (hasRecord()) {
                int read = read(into);
                if (read > 0) {
                    return read;
                }
            } else {
                receive();
            }
        }
    }

    @Override
    public int fillNow(ByteBuffer into) throws IOException {
        int moved = takePlain(into);
        if (moved > 0) {
            return moved;
        }
        if (ended) {
            return -1;
        }
        return hasRecord() ? read(into) : 0;
    }

    private boolean hasPlain() {
        return plain != null && plain.hasRemaining();
    }

    private int takePlain(ByteBuffer into) {
        ByteBuffer from = plain;
        if (from == null || !from.hasRemaining()) {
            return 0;
        }
        int moved = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), moved);
        into.position(into.position() + moved);
        from.position(from.position() + moved);
        releaseEmpty();
        return moved;
    }

    /** Decrypts straight into the reader's buffer if a whole record fits, else beside it. */
    private int read(ByteBuffer into) throws IOException {
        int start = into.position();
        if (into.remaining() < RecordBuffers.RECORD) {
            decryptBeside();
            return takePlain(into);
        }
        while (!ended && hasRecord() && into.remaining() >= RecordBuffers.RECORD) {
            decrypt(into);
        }
        releaseEmpty();
        return into.position() - start;
    }

    private void decryptBeside() throws IOException {
        ByteBuffer beside = plain == null ? buffers.take() : plain.clear();
        plain = beside;
        try {
            decrypt(beside);
        } finally {
            beside.flip();
        }
    }

    /** Decrypts one record. */
    private void decrypt(ByteBuffer into) throws IOException {
        ByteBuffer from = records;
        if (from == null) {
            throw new IllegalStateException("no record");
        }
        SSLEngineResult result;
        try {
            result = engine.unwrap(from, into);
        } catch (SSLException e) {
            ended = true;
            sender.alert();
            throw e;
        }
        if (result.getStatus() == Status.CLOSED) {
            ended = true;
        } else if (result.getStatus() != Status.OK) {
            throw new SSLException("record of a wrong size: " + result.getStatus());
        } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
    }

    /** Whether a whole record, or something that is none, has arrived. */
    private boolean hasRecord() throws SSLException {
        ByteBuffer arrived = records;
        if (arrived == null || arrived.remaining() < HEADER) {
            return false;
        }
        if (!RecordBuffers.isRecord(arrived)) {
            return true; // the engine says what is wrong with it
        }
        int size = HEADER + Short.toUnsignedInt(arrived.getShort(arrived.position() + 3));
        if (size > RecordBuffers.RECORD) {
            throw new SSLException("a record of " + size + " bytes is longer than TLS allows");
        }
        return arrived.remaining() >= size;
    }

    /** Reads from the network; false at its end. */
    private boolean receive() throws IOException {
        ByteBuffer into = records;
        if (into == null) {
            raw.awaitReadable(); // before a buffer is taken
            into = buffers.take();
            records = into.limit(0);
        } else if (buffers.isShrunk(into)) {
            into = buffers.grown(into); // an earlier wait ended at its deadline
            records = into;
        }
        int read;
        while ((read = receiveNow(into)) == 0) {
            ByteBuffer small = buffers.shrunk(into); // a record that stands still holds its bytes
            records = small;
            raw.awaitReadable();
            into = buffers.grown(small);
            records = into;
        }
        if (read >= 0) {
            return true;
        }
        ended = true;
        releaseEmpty();
        if (engine.getUseClientMode()) {
            throw new EOFException("the connection ended without TLS saying so");
        }
        return false;
    }

    private int receiveNow(ByteBuffer into) throws IOException {
        into.compact();
        try {
            return raw.fillNow(into);
        } finally {
            into.flip();
        }
    }

    /** Gives all buffers back, once nobody reads any more. */
    void release() {
        ByteBuffer arrived = records;
        ByteBuffer decrypted = plain;
        records = null;
        plain = null;
        if (arrived != null) {
            buffers.give(arrived);
        }
        if (decrypted != null) {
            buffers.give(decrypted);
        }
    }

    private void releaseEmpty() {
        ByteBuffer arrived = records;
        if (arrived != null && !arrived.hasRemaining()) {
            records = null;
            buffers.give(arrived);
        }
        ByteBuffer decrypted = plain;
        if (decrypted != null && !decrypted.hasRemaining()) {
            plain = null;
            buffers.give(decrypted);
        }
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        sender.send(from);
    }

    @Override
    public void closeOutput() throws IOException {
        sender.end();
        raw.closeOutput();
    }

    @Override
    public boolean endWait() {
        return raw.endWait();
    }

    @Override
    public void readDeadline(long nanoTime) {
        raw.readDeadline(nanoTime);
    }

    @Override
    public void writeDeadline(long nanoTime) {
        raw.writeDeadline(nanoTime);
    }

    /** Looks through TLS: records without data are no sign of life, and an end is one of them. */
    @Override
    public Peer look() throws IOException {
        while (!hasPlain() && !ended) {
            if (hasRecord()) {
                decryptBeside();
                releaseEmpty();
            } else if (raw.look() == Peer.SILENT) {
                return Peer.SILENT;
            } else {
                receive();
            }
        }
        return hasPlain() ? Peer.SENT : Peer.ENDED;
    }

    @Override
    public boolean onUnread(@Nullable Runnable observer) {
        return raw.onUnread(observer);
    }

    @Override
    public boolean expireRead() {
        return raw.expireRead();
    }

    @Override
    public void reset() {
        raw.reset();
    }

    @Override
    public void close() {
        raw.close();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return raw.remoteAddress();
    }

    @Override
    public InetSocketAddress localAddress() {
        return raw.localAddress();
    }
}
