package io.xynergy.kit.listener;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An address with its port as URLs have it (RFC 3986, 3.2.2), for messages that people copy. */
public final class HostAndPort {

    private HostAndPort() {}

    /**
     * {@code host:port}, with brackets around an IPv6 address.
     *
     * @param host a name or an address, with or without brackets
     */
    public static String text(String host, int port) {
        boolean bare = host.indexOf(':') >= 0 && !host.startsWith("[");
        return (bare ? "[" + host + "]" : host) + ":" + port;
    }

    /** The address, or the name that has none, with its port. */
    public static String text(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        String host = resolved == null ? address.getHostString() : resolved.getHostAddress();
        return text(host, address.getPort());
    }
}
