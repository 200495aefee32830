package io.xynergy.policy.validation;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP addresses and CIDR blocks as text. */
final class AddressBlock {

    private static final Pattern OCTETS =
            Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final Pattern HEXTETS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private AddressBlock() {}

    /** What is wrong with a CIDR block, in words that follow the block; null: nothing. */
    static @Nullable String problem(String block) {
        int slash = block.indexOf('/');
        if (slash < 0) {
            return withoutLength(block);
        }
        String address = block.substring(0, slash);
        byte[] bytes = bytes(address);
        if (bytes == null || !block.substring(slash + 1).matches("[0-9]{1,3}")) {
            return "is not a CIDR block such as 10.0.0.0/8";
        }
        if (bytes.length == 4 && !isIpv4(address)) {
            return "is of IPv4-mapped addresses; write it as IPv4, such as 10.0.0.0/8";
        }
        int length = Integer.parseInt(block.substring(slash + 1));
        if (length > bytes.length * 8) {
            return "has a prefix length over " + bytes.length * 8;
        }
        return hasHostBits(bytes, length)
                ? "is not the start of its block; write %s/%d"
                        .formatted(start(bytes, length), length)
                : null;
    }

    private static String withoutLength(String text) {
        byte[] bytes = bytes(text);
        if (bytes == null) {
            return "is not a CIDR block such as 10.0.0.0/8";
        }
        if (bytes.length == 4 && !isIpv4(text)) {
            String octets = InetAddress.ofLiteral(text).getHostAddress();
            return "is IPv4-mapped and has no prefix length; write " + octets + "/32";
        }
        return "has no prefix length; write " + text + (bytes.length == 4 ? "/32" : "/128");
    }

    static boolean isIpv4(String text) {
        if (!OCTETS.matcher(text).matches()) {
            return false;
        }
        for (String octet : text.split("\\.", -1)) {
            if (Integer.parseInt(octet) > 255) {
                return false;
            }
        }
        return true;
    }

    static boolean isIpv6(String text) {
        return text.indexOf(':') >= 0 && HEXTETS.matcher(text).matches() && parse(text) != null;
    }

    private static byte @Nullable [] bytes(String address) {
        return isIpv4(address) || isIpv6(address) ? parse(address) : null;
    }

    /** The bytes of a literal; the text holds only what a literal may, so no name is looked up. */
    private static byte @Nullable [] parse(String literal) {
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The first address of the block; in IPv6 the first zeros are left out (RFC 4291, 2.2). */
    private static String start(byte[] address, int length) {
        byte[] start = address.clone();
        for (int bit = length; bit < start.length * 8; bit++) {
            start[bit / 8] &= (byte) ~(1 << (7 - bit % 8));
        }
        try {
            String text = InetAddress.getByAddress(start).getHostAddress();
            return text.replaceFirst("(^|:)0(:0)+(:|$)", "::");
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean hasHostBits(byte[] address, int length) {
        for (int bit = length; bit < address.length * 8; bit++) {
            if ((address[bit / 8] >> (7 - bit % 8) & 1) == 1) {
                return true;
            }
        }
        return false;
    }
}
