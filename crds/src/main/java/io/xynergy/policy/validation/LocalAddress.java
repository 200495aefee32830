package io.xynergy.policy.validation;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that mean the machine itself, its link or the cloud's own services, whatever form they
 * are written in: what a gateway reaches there, nobody outside should.
 */
public final class LocalAddress {

    private static final HexFormat HEX = HexFormat.of();

    /** The kinds of block, in words of messages. */
    private static final String SELF = "a loopback address";

    private static final String ANY = "the unspecified address";
    private static final String LINK = "a link-local address";
    private static final String CLOUD = "an address of a cloud's metadata service";
    private static final String MANY = "a multicast or broadcast address";

    /** From the registries of special-purpose addresses (RFC 6890) and clouds' documentation. */
    private static final List<Block> BLOCKS =
            List.of(
                    new Block("00", 8, ANY), // 0.0.0.0/8, which Linux connects to itself
                    new Block("7f", 8, SELF),
                    new Block("a9fe", 16, LINK), // 169.254.0.0/16, with most clouds' metadata
                    new Block("646464c8", 32, CLOUD), // 100.100.100.200, Alibaba
                    new Block("a83f8110", 32, CLOUD), // 168.63.129.16, Azure's wire server
                    new Block("c00000c0", 32, CLOUD), // 192.0.0.192, Oracle
                    new Block("e0", 4, MANY),
                    new Block("ffffffff", 32, MANY),
                    new Block("00000000000000000000000000000000", 128, ANY),
                    new Block("00000000000000000000000000000001", 128, SELF),
                    new Block("fe800000000000000000000000000000", 10, LINK),
                    new Block("fd000ec2000000000000000000000000", 32, CLOUD), // Amazon
                    new Block("fd2000ce000000000000000000000254", 128, CLOUD), // Google
                    new Block("ff000000000000000000000000000000", 8, MANY));

    /** Where IPv6 addresses have one of IPv4 in them: the prefix and the place of its bytes. */
    private static final List<Frame> FRAMES =
            List.of(
                    Frame.of("00000000000000000000ffff", 12, 13, 14, 15), // mapped
                    Frame.of("000000000000000000000000", 12, 13, 14, 15), // compatible
                    Frame.of("0000000000000000ffff0000", 12, 13, 14, 15), // RFC 2765
                    Frame.of("0064ff9b0000000000000000", 12, 13, 14, 15), // RFC 6052
                    Frame.ofNetwork(12, 13, 14, 15),
                    Frame.ofNetwork(6, 7, 9, 10),
                    Frame.ofNetwork(7, 9, 10, 11),
                    Frame.ofNetwork(9, 10, 11, 12),
                    Frame.of("2002", 2, 3, 4, 5)); // 6to4

    private LocalAddress() {}

    private record Block(byte[] bytes, int length, String kind) {

        Block(String hex, int length, String kind) {
            this(Arrays.copyOf(HEX.parseHex(hex), hex.length() <= 8 ? 4 : 16), length, kind);
        }

        boolean covers(byte[] address) {
            return address.length == bytes.length && isPrefix(bytes, length, address);
        }
    }

    /**
     * One way to write an IPv4 address as one of IPv6.
     *
     * @param anyLength whether the same prefix begins other frames, with other places
     */
    private record Frame(byte[] prefix, boolean anyLength, int... places) {

        /** Where the longest prefix ends. */
        private static final int LAST_PLACE = 12;

        static Frame of(String prefix, int... places) {
            return new Frame(HEX.parseHex(prefix), false, places);
        }

        /** A network's own NAT64 (RFC 8215), with a prefix of any length (RFC 6052, 2.2). */
        static Frame ofNetwork(int... places) {
            return new Frame(HEX.parseHex("0064ff9b0001"), true, places);
        }

        byte @Nullable [] inside(byte[] address) {
            if (address.length != 16 || !isPrefix(prefix, prefix.length * 8, address)) {
                return null;
            }
            byte[] inner = new byte[places.length];
            for (int i = 0; i < inner.length; i++) {
                inner[i] = address[places[i]];
            }
            return anyLength && !isMeant(address) ? null : inner;
        }

        /**
         * Whether this frame of several is the one that is meant. A suffix should be zero and need
         * not be (RFC 6052, 2.2); but what stands behind the longest prefix is an address.
         */
        private boolean isMeant(byte[] address) {
            return address[places[0]] != 0 && (address[LAST_PLACE] == 0 || isLast(address));
        }

        private boolean isLast(byte[] address) {
            for (int i = places[places.length - 1] + 1; i < address.length; i++) {
                if (address[i] != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean isPrefix(byte[] prefix, int length, byte[] address) {
        int whole = length / 8;
        if (!Arrays.equals(prefix, 0, whole, address, 0, whole)) {
            return false;
        }
        int rest = length % 8;
        return rest == 0 || (prefix[whole] ^ address[whole]) >> (8 - rest) == 0;
    }

    /** What kind of local address it is, with its article; null: it is none. */
    public static @Nullable String kind(InetAddress address) {
        return kind(address.getAddress());
    }

    private static @Nullable String kind(byte[] address) {
        for (Block block : BLOCKS) {
            if (block.covers(address)) {
                return block.kind();
            }
        }
        for (Frame frame : FRAMES) {
            byte[] inner = frame.inside(address);
            String kind = inner == null ? null : kind(inner);
            if (kind != null) {
                return kind;
            }
        }
        return null;
    }

    /**
     * What kind of local address a host is for certain, without asking a name server: by its own
     * bytes, or by a name that has one meaning (RFC 6761, 6.3).
     *
     * @param host a name or an IP literal without brackets
     * @return null: none, or only a name server knows
     */
    public static @Nullable String kindOfHost(String host) {
        byte[] literal = literal(host);
        if (literal != null) {
            return kind(literal);
        }
        String lower = host.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return SELF;
        }
        return name.equals("metadata.google.internal") ? CLOUD : null;
    }

    private static byte @Nullable [] literal(String host) {
        if (!AddressBlock.isIpv4(host) && !AddressBlock.isIpv6(host)) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(host).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether a kind is that of the machine itself, which is fine where one develops. */
    static boolean isLoopback(String kind) {
        return kind.equals(SELF) || kind.equals(ANY);
    }
}
