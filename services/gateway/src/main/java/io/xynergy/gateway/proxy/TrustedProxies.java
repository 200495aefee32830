package io.xynergy.gateway.proxy;

import java.net.InetAddress;
import java.util.List;

/** The address blocks whose forwarded headers are believed. */
public final class TrustedProxies {

    private record Block(byte[] network, int bits) {

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            int whole = bits / 8;
            for (int i = 0; i < whole; i++) {
                if (address[i] != network[i]) {
                    return false;
                }
            }
            int rest = bits % 8;
            int mask = 0xff00 >> rest & 0xff;
            return rest == 0 || (address[whole] & mask) == (network[whole] & mask);
        }
    }

    private final List<Block> blocks;

    private TrustedProxies(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /**
     * Reads CIDR blocks, or single addresses.
     *
     * @throws IllegalArgumentException if one is not an address block
     */
    public static TrustedProxies of(List<String> blocks) {
        return new TrustedProxies(blocks.stream().map(TrustedProxies::parse).toList());
    }

    private static Block parse(String text) {
        int slash = text.indexOf('/');
        byte[] network =
                InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
        int bits = slash < 0 ? network.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > network.length * 8) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address block");
        }
        return new Block(network, bits);
    }

    /** Whether what this address says about others is believed. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        for (Block block : blocks) {
            if (block.contains(bytes)) {
                return true;
            }
        }
        return false;
    }
}
