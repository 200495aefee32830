package io.xynergy.gateway.http;

import java.util.Map;

/**
 * The reason phrases of statuses (RFC 9110, 15; RFC 6585) that the gateway itself responds with.
 */
final class Reasons {

    private static final byte[] NONE = {};

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(200, "OK"),
                    Map.entry(204, "No Content"),
                    Map.entry(301, "Moved Permanently"),
                    Map.entry(302, "Found"),
                    Map.entry(303, "See Other"),
                    Map.entry(304, "Not Modified"),
                    Map.entry(307, "Temporary Redirect"),
                    Map.entry(308, "Permanent Redirect"),
                    Map.entry(400, "Bad Request"),
                    Map.entry(401, "Unauthorized"),
                    Map.entry(403, "Forbidden"),
                    Map.entry(404, "Not Found"),
                    Map.entry(405, "Method Not Allowed"),
                    Map.entry(408, "Request Timeout"),
                    Map.entry(413, "Content Too Large"),
                    Map.entry(414, "URI Too Long"),
                    Map.entry(417, "Expectation Failed"),
                    Map.entry(429, "Too Many Requests"),
                    Map.entry(431, "Request Header Fields Too Large"),
                    Map.entry(500, "Internal Server Error"),
                    Map.entry(501, "Not Implemented"),
                    Map.entry(502, "Bad Gateway"),
                    Map.entry(503, "Service Unavailable"),
                    Map.entry(504, "Gateway Timeout"),
                    Map.entry(505, "HTTP Version Not Supported"),
                    Map.entry(508, "Loop Detected"));

    private static final int MOST = 600;
    private static final byte[][] PHRASES = new byte[MOST][];

    static {
        NAMES.forEach((status, name) -> PHRASES[status] = Ascii.bytes(name));
    }

    private Reasons() {}

    /** The phrase, or nothing; it may be left out (RFC 9112, 4). */
    static byte[] of(int status) {
        byte[] phrase = status < MOST ? PHRASES[status] : null;
        return phrase == null ? NONE : phrase;
    }
}
