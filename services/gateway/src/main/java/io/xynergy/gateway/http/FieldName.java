package io.xynergy.gateway.http;

import java.util.List;

/**
 * Small numbers for the header names that the gateway itself acts on.
 *
 * <p>A name is interned once when its line is read; all later questions are comparisons of numbers.
 */
public final class FieldName {

    /** A name that means nothing to the gateway. */
    public static final int OTHER = 0;

    public static final int HOST = 1;
    public static final int CONTENT_LENGTH = 2;
    public static final int DATE = 3;
    public static final int EXPECT = 4;
    public static final int REQUEST_ID = 5;
    public static final int VIA = 6;
    public static final int CONTENT_TYPE = 7;
    public static final int AUTHORIZATION = 8;

    /**
     * A name that means nothing to the gateway, but must not come behind a body: a recipient that
     * adds trailers to the header would be told who asks, or what the body is, when nobody checks
     * it any more (RFC 9110, 6.5.1).
     */
    public static final int NEVER_TRAILER = 9;

    public static final int MAX_FORWARDS = 10;

    /** An API key, where the gateway reads it. */
    public static final int X_API_KEY = 11;

    /** Hop-by-hop fields (RFC 9110, 7.6.1) begin here; they are never forwarded as they came. */
    public static final int CONNECTION = 16;

    public static final int TRANSFER_ENCODING = 17;
    public static final int UPGRADE = 18;
    public static final int TE = 19;
    public static final int KEEP_ALIVE = 20;
    public static final int PROXY_CONNECTION = 21;
    public static final int PROXY_AUTHENTICATE = 22;
    public static final int PROXY_AUTHORIZATION = 23;
    public static final int HTTP2_SETTINGS = 24;

    /** A field that this message's {@code Connection} names. */
    public static final int NAMED_BY_CONNECTION = 25;

    /**
     * {@code Proxy}, which means nothing in HTTP but is {@code HTTP_PROXY} to CGI-like upstreams:
     * where they send their own requests (CVE-2016-5385).
     */
    public static final int PROXY = 26;

    /** Fields that only a trusted proxy may send begin here. */
    public static final int FORWARDED = 32;

    public static final int X_FORWARDED_FOR = 33;
    public static final int X_FORWARDED_PROTO = 34;
    public static final int X_FORWARDED_HOST = 35;
    public static final int X_FORWARDED_PORT = 36;

    public static final int X_REAL_IP = 37;

    /** Any other {@code X-Forwarded-*} and their like. */
    public static final int X_FORWARDED_OTHER = 38;

    /** Any {@code X-Xynergy-*}: what the gateway alone says to services, such as who calls. */
    public static final int X_XYNERGY = 48;

    /** The fields that stay on this hop, as a set of bits. */
    public static final long HOP_BY_HOP = 0xffffL << CONNECTION;

    /** The fields that say where a request came from, as a set of bits. */
    public static final long FORWARDING = 0xffffL << FORWARDED;

    private static final List<String> NEVER_TRAILERS =
            List.of(
                    "cookie",
                    "set-cookie",
                    "www-authenticate",
                    "content-encoding",
                    "content-range",
                    "cache-control",
                    "location",
                    "range",
                    "trailer",
                    "vary");

    /** What other proxies say about a client or a request in headers of their own. */
    private static final List<String> LIKE_X_FORWARDED =
            List.of(
                    "x-client-ip",
                    "x-cluster-client-ip",
                    "x-original-forwarded-for",
                    "x-original-host",
                    "x-original-url",
                    "x-rewrite-url",
                    "cf-connecting-ip",
                    "client-ip",
                    "fastly-client-ip",
                    "true-client-ip");

    private static final int BUCKETS = 64;
    private static final byte[][][] NAMES = new byte[BUCKETS][][];
    private static final int[][] IDS = new int[BUCKETS][];
    private static final byte[] X_FORWARDED = Ascii.bytes("x-forwarded-");
    private static final byte[] XYNERGY = Ascii.bytes("x-xynergy-");

    static {
        for (int i = 0; i < BUCKETS; i++) {
            NAMES[i] = new byte[0][];
            IDS[i] = new int[0];
        }
        intern("host", HOST);
        intern("content-length", CONTENT_LENGTH);
        intern("date", DATE);
        intern("expect", EXPECT);
        intern("x-request-id", REQUEST_ID);
        intern("via", VIA);
        intern("content-type", CONTENT_TYPE);
        intern("authorization", AUTHORIZATION);
        intern("max-forwards", MAX_FORWARDS);
        intern("x-api-key", X_API_KEY);
        for (String name : NEVER_TRAILERS) {
            intern(name, NEVER_TRAILER);
        }
        intern("connection", CONNECTION);
        intern("transfer-encoding", TRANSFER_ENCODING);
        intern("upgrade", UPGRADE);
        intern("te", TE);
        intern("keep-alive", KEEP_ALIVE);
        intern("proxy-connection", PROXY_CONNECTION);
        intern("proxy-authenticate", PROXY_AUTHENTICATE);
        intern("proxy-authorization", PROXY_AUTHORIZATION);
        intern("http2-settings", HTTP2_SETTINGS);
        intern("proxy", PROXY);
        intern("forwarded", FORWARDED);
        intern("x-forwarded-for", X_FORWARDED_FOR);
        intern("x-forwarded-proto", X_FORWARDED_PROTO);
        intern("x-forwarded-host", X_FORWARDED_HOST);
        intern("x-forwarded-port", X_FORWARDED_PORT);
        intern("x-real-ip", X_REAL_IP);
        for (String name : LIKE_X_FORWARDED) {
            intern(name, X_FORWARDED_OTHER);
        }
    }

    private FieldName() {}

    /** The number of the name {@code bytes[start, end)}, compared without case. */
    public static int of(byte[] bytes, int start, int end) {
        int bucket = bucket(bytes, start, end);
        byte[][] names = NAMES[bucket];
        for (int i = 0; i < names.length; i++) {
            if (Ascii.equalsIgnoreCase(bytes, start, end, names[i])) {
                return IDS[bucket][i];
            }
        }
        if (hasPrefix(bytes, start, end, X_FORWARDED)) {
            return X_FORWARDED_OTHER;
        }
        return hasPrefix(bytes, start, end, XYNERGY) ? X_XYNERGY : OTHER;
    }

    private static boolean hasPrefix(byte[] bytes, int start, int end, byte[] prefix) {
        int prefixEnd = start + prefix.length;
        return end >= prefixEnd && Ascii.equalsIgnoreCase(bytes, start, prefixEnd, prefix);
    }

    /**
     * The number of the name that {@code bytes[start, end)} spells for a recipient that takes every
     * character but letters and digits for the same, as CGI-like upstreams do (RFC 3875, 4.1.18):
     * {@code X.Xynergy_User} is {@code HTTP_X_XYNERGY_USER} there.
     */
    public static int spelledBy(byte[] bytes, int start, int end) {
        byte[] hyphenated = Ascii.folded(bytes, start, end);
        return of(hyphenated, 0, hyphenated.length);
    }

    /** Whether fields with this number stay on this hop. */
    static boolean isHopByHop(int id) {
        return (HOP_BY_HOP & mask(id)) != 0;
    }

    /** Whether fields with this number end here, or are read here and written anew. */
    static boolean isReadHere(int id) {
        return ((HOP_BY_HOP | FORWARDING) & mask(id)) != 0;
    }

    /** The number as a bit, for sets of names. */
    public static long mask(int id) {
        return 1L << id;
    }

    private static int bucket(byte[] bytes, int start, int end) {
        int length = end - start;
        return length == 0
                ? 0
                : (length * 5 + Ascii.lower(bytes[start]) * 3 + Ascii.lower(bytes[end - 1]))
                        & (BUCKETS - 1);
    }

    private static void intern(String name, int id) {
        byte[] bytes = Ascii.bytes(name);
        int bucket = bucket(bytes, 0, bytes.length);
        int size = NAMES[bucket].length;
        NAMES[bucket] = java.util.Arrays.copyOf(NAMES[bucket], size + 1);
        IDS[bucket] = java.util.Arrays.copyOf(IDS[bucket], size + 1);
        NAMES[bucket][size] = bytes;
        IDS[bucket][size] = id;
    }
}
