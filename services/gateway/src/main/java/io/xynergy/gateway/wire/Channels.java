package io.xynergy.gateway.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;

/** What both carriers do with channels. */
final class Channels {

    private static final System.Logger LOG = System.getLogger(Channels.class.getName());

    private Channels() {}

    /** Makes a channel, before any peer has a part in it. */
    static SocketChannel open() throws NoDescriptorException {
        try {
            return SocketChannel.open();
        } catch (IOException e) {
            throw new NoDescriptorException(e);
        }
    }

    /** Closes without failing: the descriptor is gone either way, and nobody is left to tell. */
    static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "close failed", e);
        }
    }

    /** Lets the closing that follows look like a failure to the peer. */
    static void reset(NetworkChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "closed before it was reset", e);
        }
    }

    static InetSocketAddress localAddress(NetworkChannel channel) {
        try {
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
