package io.xynergy.gateway.address;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * What one customer of a provider has: an IPv4 address, or a /64 of IPv6, in which each of his
 * devices can take any of 2^64 addresses (RFC 4291, 2.5.4).
 */
public final class Networks {

    private static final int PREFIX = 8;

    private Networks() {}

    /** {@code n}, and the bytes that all addresses of the network have in common. */
    public static byte[] of(InetAddress address) {
        byte[] bytes = address.getAddress();
        int length = address instanceof Inet6Address ? PREFIX : bytes.length;
        var key = new byte[1 + length];
        key[0] = 'n';
        System.arraycopy(bytes, 0, key, 1, length);
        return key;
    }
}
