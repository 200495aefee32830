package io.xynergy.gateway.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A channel in blocking mode. */
final class ChannelStream {

    private final SocketChannel channel;
    private final InetSocketAddress remote;

    ChannelStream(SocketChannel channel, InetSocketAddress remote) {
        this.channel = channel;
        this.remote = remote;
    }

    int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    void write(ByteBuffer from) throws IOException {
        channel.write(from);
    }

    void endInput() throws IOException {
        channel.shutdownInput();
    }

    void endOutput() throws IOException {
        channel.shutdownOutput();
    }

    int readNow(ByteBuffer into) throws IOException {
        channel.configureBlocking(false);
        try {
            return channel.read(into);
        } finally {
            channel.configureBlocking(true);
        }
    }

    boolean hasMore() throws IOException {
        return channel.socket().getInputStream().available() > 0;
    }

    void resetOnClose() {
        Channels.reset(channel);
    }

    void close() {
        Channels.close(channel);
    }

    InetSocketAddress remoteAddress() {
        return remote;
    }

    InetSocketAddress localAddress() {
        return Channels.localAddress(channel);
    }
}
