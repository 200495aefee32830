package io.xynergy.gateway.proxyprotocol;

import io.xynergy.gateway.address.AddressText;
import io.xynergy.gateway.http.Ascii;
import io.xynergy.gateway.observe.GatewayCounters.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Version 1: {@code PROXY TCP4 192.0.2.1 198.51.100.1 4711 443} and CR LF. */
final class TextHeader {

    static final byte[] BEGINNING = Ascii.bytes("PROXY ");

    /** The longest line that the protocol allows, with CR LF. */
    static final int LONGEST = 107;

    private static final Pattern PORT = Pattern.compile("0|[1-9][0-9]{0,4}");

    private TextHeader() {}

    /** Reads {@code bytes[0, end)}, which begins like a header. */
    static Parsed parse(byte[] bytes, int end) {
        int limit = Math.min(end, LONGEST);
        for (int at = BEGINNING.length; at < limit; at++) {
            if (bytes[at] == '\r') {
                if (at + 1 == end) {
                    return new Parsed.Incomplete(at + 2);
                }
                return bytes[at + 1] == '\n' && at + 2 <= LONGEST
                        ? line(new String(bytes, 0, at, StandardCharsets.ISO_8859_1), at + 2)
                        : Parsed.Refused.invalid("a line that does not end");
            }
            if (bytes[at] == '\n') {
                return Parsed.Refused.invalid("a line that ends without CR");
            }
        }
        return end < LONGEST
                ? new Parsed.Incomplete(end + 1)
                : new Parsed.Refused(ProxyHeader.TOO_LARGE, "over 107 bytes");
    }

    private static Parsed line(String line, int length) {
        String[] words = line.split(" ", -1);
        return switch (words[1]) {
            case "UNKNOWN" -> new Parsed.Header(ProxyHeader.LOCAL, length, null);
            case "TCP4", "TCP6" -> addresses(words, length);
            default -> Parsed.Refused.invalid("neither TCP4, TCP6 nor UNKNOWN");
        };
    }

    private static Parsed addresses(String[] words, int length) {
        if (words.length != 6) {
            return Parsed.Refused.invalid(words.length + " words");
        }
        boolean ipv6 = words[1].equals("TCP6");
        InetAddress source = AddressText.parse(words[2]);
        InetAddress destination = AddressText.parse(words[3]);
        boolean good =
                isFamily(words[2], ipv6)
                        && isFamily(words[3], ipv6)
                        && isPort(words[4])
                        && isPort(words[5]);
        return source == null || destination == null || !good
                ? Parsed.Refused.invalid("addresses or ports that are none")
                : new Parsed.Header(
                        ProxyHeader.V1,
                        length,
                        new Announcement(
                                new InetSocketAddress(source, Integer.parseInt(words[4])),
                                new InetSocketAddress(destination, Integer.parseInt(words[5])),
                                false));
    }

    private static boolean isFamily(String address, boolean ipv6) {
        return address.indexOf(':') >= 0 == ipv6;
    }

    private static boolean isPort(String text) {
        return PORT.matcher(text).matches() && Integer.parseInt(text) <= 0xffff;
    }
}
