package io.xynergy.gateway.proxy;

import io.xynergy.gateway.wire.Transport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A client that has sent one request and waits: its bytes are there, nothing comes behind them, and
 * what it is sent is kept.
 */
final class RehearsalStream implements Transport {

    /** More than any head that is written. */
    private static final int MOST_KEPT = 256 * 1024;

    private final byte[] head;
    private final long length;
    private final InetSocketAddress client;
    private final InetSocketAddress server;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private long at;

    /**
     * A client.
     *
     * @param head what it sends, a body of zeros behind it
     * @param body bytes of that body
     */
    RehearsalStream(byte[] head, long body, InetSocketAddress client, InetSocketAddress server) {
        this.head = head;
        this.length = head.length + body;
        this.client = client;
        this.server = server;
    }

    /** What it was sent. */
    String received() {
        return HeadText.of(sent.toByteArray(), sent.size());
    }

    @Override
    public int fill(ByteBuffer into) throws IOException {
        int read = fillNow(into);
        if (read == 0) {
            throw new IOException("nothing more comes");
        }
        return read;
    }

    @Override
    public int fillNow(ByteBuffer into) {
        int count = (int) Math.min(into.remaining(), length - at);
        for (int i = 0; i < count; i++, at++) {
            into.put(at < head.length ? head[(int) at] : 0);
        }
        return count;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        if (sent.size() + from.remaining() > MOST_KEPT) {
            throw new IOException("too much was written");
        }
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        sent.writeBytes(bytes);
    }

    @Override
    public void awaitReadable() {
        // bytes are there, or never come
    }

    @Override
    public void readDeadline(long nanoTime) {
        // nothing waits
    }

    @Override
    public void writeDeadline(long nanoTime) {
        // nothing waits
    }

    @Override
    public boolean endWait() {
        return false;
    }

    @Override
    public boolean expireRead() {
        return false;
    }

    @Override
    public void closeOutput() {
        // nobody is told
    }

    @Override
    public Peer look() {
        return Peer.SILENT;
    }

    @Override
    public boolean onUnread(@Nullable Runnable observer) {
        return false;
    }

    @Override
    public void close() {
        // nothing is open
    }

    @Override
    public void reset() {
        // nothing is open
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return client;
    }

    @Override
    public InetSocketAddress localAddress() {
        return server;
    }
}
