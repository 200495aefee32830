package io.xynergy.gateway.address;

import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as text. What others write is read strictly: no names, no short forms, no octal, no
 * zones. An IPv4-mapped IPv6 address is the IPv4 address (RFC 4291, 2.5.5.2).
 */
public final class AddressText {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    /** A port, or what stands for one that is not told (RFC 7239, 6.3). */
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}|_[0-9A-Za-z._-]{1,63}");

    private static final int GROUPS = 8;

    private AddressText() {}

    /** The address that {@code text} is, or null. */
    public static @Nullable InetAddress parse(String text) {
        boolean ipv6 = text.indexOf(':') >= 0;
        if (!(ipv6 ? IPV6 : IPV4).matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * The address of a node as proxies name it: {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code
     * 2001:db8::1}, {@code [2001:db8::1]} or {@code [2001:db8::1]:4711}; null for anything else.
     */
    public static @Nullable InetAddress ofNode(String text) {
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            boolean ipv6 = end > 0 && text.lastIndexOf(':', end) > 0;
            return ipv6 && isPortOrNothing(text, end + 1) ? parse(text.substring(1, end)) : null;
        }
        int colon = text.indexOf(':');
        if (colon >= 0 && text.indexOf(':', colon + 1) < 0) {
            return isPortOrNothing(text, colon) ? parse(text.substring(0, colon)) : null;
        }
        return parse(text);
    }

    private static boolean isPortOrNothing(String text, int at) {
        return at == text.length()
                || text.charAt(at) == ':' && PORT.matcher(text.substring(at + 1)).matches();
    }

    /** The one text of an address: for IPv6 as RFC 5952 has it, without zone and brackets. */
    public static String of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? dotted(bytes, 0) : compressed(bytes);
    }

    private static String dotted(byte[] bytes, int from) {
        var text = new StringBuilder(15);
        for (int i = from; i < from + 4; i++) {
            text.append(i == from ? "" : ".").append(bytes[i] & 0xff);
        }
        return text.toString();
    }

    private static String compressed(byte[] bytes) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff;
        }
        int longest = 1; // a single group of zeros is not shortened (4.2.2)
        int gap = GROUPS;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zeros(groups, i);
            if (zeros > longest) {
                longest = zeros;
                gap = i; // the first of the longest (4.2.3)
            }
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gap) {
                text.append("::");
                i += longest - 1;
            } else {
                boolean first = i == 0 || text.charAt(text.length() - 1) == ':';
                text.append(first ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static int zeros(int[] groups, int from) {
        int at = from;
        while (at < groups.length && groups[at] == 0) {
            at++;
        }
        return at - from;
    }
}
