package io.xynergy.gateway.address;

import java.net.InetAddress;
import java.util.List;

/** Blocks of addresses, such as those of proxies that are believed. */
public final class AddressBlocks {

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

    private AddressBlocks(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
    }

    /**
     * Reads CIDR blocks, or single addresses.
     *
     * @throws IllegalArgumentException if one is not an address block
     */
    public static AddressBlocks of(List<String> blocks) {
        return new AddressBlocks(blocks.stream().map(AddressBlocks::parse).toList());
    }

    private static Block parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = AddressText.parse(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address block");
        }
        byte[] network = address.getAddress();
        int bits = slash < 0 ? network.length * 8 : Integer.parseInt(text.substring(slash + 1));
        if (bits < 0 || bits > network.length * 8) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address block");
        }
        return new Block(network, bits);
    }

    /** Whether the address lies in one of the blocks. */
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
