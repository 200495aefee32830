package io.xynergy.gateway.routing;

import io.xynergy.gateway.http.Ascii;

/** Which bytes may stand in a host that the gateway writes. */
final class HostBytes {

    private static final boolean[] SAFE = new boolean[128];

    static {
        for (byte b : Ascii.bytes("0123456789.-_~[]:")) {
            SAFE[b] = true;
        }
        for (int letter = 'a'; letter <= 'z'; letter++) {
            SAFE[letter] = true;
            SAFE[letter - 'a' + 'A'] = true;
        }
    }

    private HostBytes() {}

    /**
     * The bytes of a host that a policy names.
     *
     * @throws IllegalArgumentException if it is none
     */
    static byte[] of(String host) {
        byte[] bytes = Bytes.of(host);
        if (!areSafe(bytes, 0, bytes.length)) {
            throw new IllegalArgumentException("\"" + host + "\" is not a host");
        }
        return bytes;
    }

    /** Whether there is a host, and nothing in it could end it or begin another part of a URL. */
    static boolean areSafe(byte[] bytes, int start, int end) {
        for (int at = start; at < end; at++) {
            if (bytes[at] < 0 || !SAFE[bytes[at]]) {
                return false;
            }
        }
        return end > start;
    }
}
