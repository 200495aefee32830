package io.xynergy.gateway.http;

/** Reads {@code host[:port]} (RFC 3986, 3.2, without user information). */
public final class Authority {

    /** The default ports of the two schemes. */
    static final byte[] HTTP = Ascii.bytes(":80");

    static final byte[] HTTPS = Ascii.bytes(":443");

    private Authority() {}

    /**
     * Where the host ends and its port may begin.
     *
     * @return the end of the host in {@code bytes[start, end)}, or −1 when it is no authority
     */
    public static int hostEnd(byte[] bytes, int start, int end) {
        if (start == end) {
            return -1;
        }
        int host = bytes[start] == '[' ? literalEnd(bytes, start, end) : nameEnd(bytes, start, end);
        if (host <= start || host == end) {
            return host > start ? host : -1;
        }
        return bytes[host] == ':' && isPort(bytes, host + 1, end) ? host : -1;
    }

    private static int literalEnd(byte[] bytes, int start, int end) {
        int at = start + 1;
        while (at < end && (isHex(bytes[at]) || bytes[at] == ':' || bytes[at] == '.')) {
            at++;
        }
        return at < end && bytes[at] == ']' && at > start + 2 ? at + 1 : -1;
    }

    private static int nameEnd(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && isNameByte(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isNameByte(byte b) {
        return b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b >= '0' && b <= '9'
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
    }

    private static boolean isHex(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }

    /** An empty port is allowed (RFC 3986, 3.2.3). */
    private static boolean isPort(byte[] bytes, int start, int end) {
        if (end - start > 5) {
            return false;
        }
        int port = 0;
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
            port = port * 10 + bytes[i] - '0';
        }
        return port <= 65535;
    }

    /**
     * The port in {@code bytes[hostEnd, end)}, behind a colon.
     *
     * @return 0 when there is none, or one that is no port
     */
    public static int port(byte[] bytes, int hostEnd, int end) {
        if (hostEnd >= end || !isPort(bytes, hostEnd + 1, end)) {
            return 0;
        }
        int port = 0;
        for (int i = hostEnd + 1; i < end; i++) {
            port = port * 10 + bytes[i] - '0';
        }
        return port;
    }

    /**
     * Whether two authorities are the same, without case.
     *
     * @param port how a default port ends an authority, such as {@link #HTTP}
     */
    static boolean same(
            byte[] bytes, int start, int end, int otherStart, int otherEnd, byte[] port) {
        int trimmed = withoutPort(bytes, start, end, port);
        int otherTrimmed = withoutPort(bytes, otherStart, otherEnd, port);
        if (trimmed - start != otherTrimmed - otherStart) {
            return false;
        }
        for (int i = 0; i < trimmed - start; i++) {
            if (Ascii.lower(bytes[start + i]) != Ascii.lower(bytes[otherStart + i])) {
                return false;
            }
        }
        return true;
    }

    private static int withoutPort(byte[] bytes, int start, int end, byte[] port) {
        if (end > start && bytes[end - 1] == ':') {
            return end - 1;
        }
        int host = end - port.length;
        return host > start && Ascii.equals(bytes, host, end, port) ? host : end;
    }
}
