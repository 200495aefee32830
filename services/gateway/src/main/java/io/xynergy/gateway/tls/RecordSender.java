package io.xynergy.gateway.tls;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The sending half of a TLS connection: encrypts and writes whole records, one thread at a time.
 *
 * <p>The reading half comes here too, when the engine has something of its own to say. A buffer is
 * held only while something is sent.
 */
final class RecordSender {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Transport raw;
    private final SSLEngine engine;
    private final RecordBuffers buffers;
    private final ReentrantLock sending = new ReentrantLock();

    /** Part of a record was sent: nothing can be sent behind it. Guarded by {@link #sending}. */
    private boolean broken;

    RecordSender(Transport raw, SSLEngine engine, RecordBuffers buffers) {
        this.raw = raw;
        this.engine = engine;
        this.buffers = buffers;
    }

    /** Sends data to its end. */
    void send(ByteBuffer from) throws IOException {
        sending.lock();
        ByteBuffer out = buffers.take();
        try {
            while (from.hasRemaining()) {
                out.clear();
                while (from.hasRemaining() && out.remaining() >= RecordBuffers.RECORD) {
                    encrypt(from, out);
                }
                flush(out);
            }
        } finally {
            buffers.give(out);
            sending.unlock();
        }
    }

    private void encrypt(ByteBuffer from, ByteBuffer out) throws IOException {
        SSLEngineResult result = engine.wrap(from, out);
        if (result.getStatus() != Status.OK) {
            throw new IOException("the TLS connection is " + result.getStatus());
        }
        if (result.bytesProduced() == 0) {
            // A peer that wants to agree on keys again, which TLS 1.3 has done away with.
            throw new SSLException("renegotiation is refused");
        }
    }

    /** Sends what the engine itself has to say. */
    void sendPending() throws IOException {
        sending.lock();
        ByteBuffer out = buffers.take();
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    && out.remaining() >= RecordBuffers.RECORD) {
                if (engine.wrap(NOTHING, out).getStatus() != Status.OK) {
                    break;
                }
            }
            flush(out);
        } finally {
            buffers.give(out);
            sending.unlock();
        }
    }

    /** Tells the peer what was wrong, if it still listens. */
    void alert() {
        sending.lock();
        ByteBuffer out = buffers.take();
        try {
            wrapAll(out);
            flush(out);
        } catch (IOException _) {
            broken = true; // the failure that led here is the one to report
        } finally {
            buffers.give(out);
            sending.unlock();
        }
    }

    /**
     * What the engine had to say before the failure, and the alert behind it. A step that failed on
     * another thread is thrown by the first wrap, before any of that.
     */
    private void wrapAll(ByteBuffer out) throws SSLException {
        boolean isTold = false;
        while (out.remaining() >= RecordBuffers.RECORD) {
            try {
                SSLEngineResult result = engine.wrap(NOTHING, out);
                if (result.getStatus() != Status.OK || result.bytesProduced() == 0) {
                    return;
                }
            } catch (SSLException e) {
                if (isTold) {
                    throw e;
                }
                isTold = true;
            }
        }
    }

    /** Tells the peer that nothing more comes. */
    void end() throws IOException {
        sending.lock();
        ByteBuffer out = buffers.take();
        try {
            engine.closeOutbound();
            while (!engine.isOutboundDone() && out.remaining() >= RecordBuffers.RECORD) {
                if (engine.wrap(NOTHING, out).bytesProduced() == 0) {
                    break;
                }
            }
            flush(out);
        } finally {
            buffers.give(out);
            sending.unlock();
        }
    }

    private void flush(ByteBuffer out) throws IOException {
        if (broken) {
            throw new IOException("an earlier write was cut off");
        }
        out.flip();
        if (out.hasRemaining()) {
            broken = true;
            raw.write(out);
            broken = false;
        }
    }
}
