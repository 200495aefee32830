package io.xynergy.gateway.address;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * What one customer of a provider has: an IPv4 address, or a /64 of IPv6, in which each of his
 * devices can take any of 2^64 addresses (RFC 4291, 2.5.4).
 */
public final class Networks {

    private static final int PREFIX = 8;

    private Networks() {}

    /** The bytes that all addresses of the network have in common. */
    public static byte[] of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address instanceof Inet6Address ? Arrays.copyOf(bytes, PREFIX) : bytes;
    }
}
