package io.xynergy.gateway.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A channel in blocking mode. */
final class ChannelStream implements BlockingStream {

    private final SocketChannel channel;
    private final InetSocketAddress remote;

    ChannelStream(SocketChannel channel, InetSocketAddress remote) {
        this.channel = channel;
        this.remote = remote;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        channel.write(from);
    }

    @Override
    public void endInput() throws IOException {
        channel.shutdownInput();
    }

    @Override
    public void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public int readNow(ByteBuffer into) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(into);
        } finally {
            channel.configureBlocking(true);
        }
    }

    @Override
    public boolean hasMore() throws IOException {
        return channel.socket().getInputStream().available() > 0;
    }

    @Override
    public void resetOnClose() {
        Channels.reset(channel);
    }

    @Override
    public void close() {
        Channels.close(channel);
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
