package io.xynergy.gateway.proxyprotocol;

import io.xynergy.gateway.wire.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection under the addresses that were announced, with what was read behind the header. */
final class AnnouncedTransport implements Transport {

    private final Transport raw;
    private final InetSocketAddress remote;
    private final InetSocketAddress local;

    /** What came with the header; the next reads take it. */
    private @Nullable ByteBuffer ahead;

    AnnouncedTransport(Transport raw, @Nullable Announcement announcement, ByteBuffer rest) {
        this.raw = raw;
        this.remote = announcement == null ? raw.remoteAddress() : announcement.source();
        this.local = announcement == null ? raw.localAddress() : announcement.destination();
        this.ahead = rest.hasRemaining() ? rest : null;
    }

    @Override
    public void awaitReadable() throws IOException {
        if (ahead == null) {
            raw.awaitReadable();
        }
    }

    @Override
    public int fill(ByteBuffer into) throws IOException {
        ByteBuffer first = ahead;
        return first == null ? raw.fill(into) : take(first, into);
    }

    @Override
    public int fillNow(ByteBuffer into) throws IOException {
        ByteBuffer first = ahead;
        return first == null ? raw.fillNow(into) : take(first, into);
    }

    private int take(ByteBuffer first, ByteBuffer into) {
        int length = Math.min(into.remaining(), first.remaining());
        into.put(first.slice().limit(length));
        first.position(first.position() + length);
        if (!first.hasRemaining()) {
            ahead = null;
        }
        return length;
    }

    @Override
    public Peer look() throws IOException {
        return ahead == null ? raw.look() : Peer.SENT;
    }

    @Override
    public boolean onUnread(@Nullable Runnable observer) {
        return ahead == null && raw.onUnread(observer);
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        raw.write(from);
    }

    @Override
    public void readDeadline(long nanoTime) {
        raw.readDeadline(nanoTime);
    }

    @Override
    public boolean expireRead() {
        return raw.expireRead();
    }

    @Override
    public void writeDeadline(long nanoTime) {
        raw.writeDeadline(nanoTime);
    }

    @Override
    public boolean endWait() {
        return raw.endWait();
    }

    @Override
    public void closeOutput() throws IOException {
        raw.closeOutput();
    }

    @Override
    public void close() {
        raw.close();
    }

    @Override
    public void reset() {
        raw.reset();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }
}
