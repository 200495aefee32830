package io.xynergy.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Comparisons and conversions of ASCII bytes in place. */
public final class Ascii {

    private static final byte[] LOWER = new byte[256];
    private static final byte[] FOLDED = new byte[256];

    static {
        for (int i = 0; i < 256; i++) {
            LOWER[i] = (byte) (i >= 'A' && i <= 'Z' ? i + 32 : i);
            byte lower = LOWER[i];
            boolean plain = lower >= 'a' && lower <= 'z' || lower >= '0' && lower <= '9';
            FOLDED[i] = plain ? lower : (byte) '-';
        }
    }

    private Ascii() {}

    /** The bytes of a text of ASCII. */
    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Where {@code wanted} is first; the length where it is not. */
    static int indexOf(byte[] bytes, char wanted) {
        int at = 0;
        while (at < bytes.length && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    /** The lower-case form of one byte; bytes outside A to Z as they are. */
    public static byte lower(byte b) {
        return LOWER[b & 0xff];
    }

    /**
     * One byte of a field name as CGI-like upstreams see it, which make one and the same of every
     * character that is no letter or digit, and of both cases (RFC 3875, 4.1.18).
     */
    public static byte folded(byte b) {
        return FOLDED[b & 0xff];
    }

    /** A name with each of its bytes folded. */
    public static byte[] folded(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return folded(bytes, 0, bytes.length);
    }

    /** {@code bytes[start, end)} with each byte folded. */
    static byte[] folded(byte[] bytes, int start, int end) {
        byte[] folded = Arrays.copyOfRange(bytes, start, end);
        for (int i = 0; i < folded.length; i++) {
            folded[i] = folded(folded[i]);
        }
        return folded;
    }

    /** Whether {@code bytes[start, end)} equals {@code folded} when each byte is folded. */
    public static boolean equalsFolded(byte[] bytes, int start, int end, byte[] folded) {
        if (end - start != folded.length) {
            return false;
        }
        for (int i = 0; i < folded.length; i++) {
            if (FOLDED[bytes[start + i] & 0xff] != folded[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code bytes[start, end)} equals {@code lowerCase} when lower-cased. */
    public static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lowerCase) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (LOWER[bytes[start + i] & 0xff] != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code bytes[start, end)} equals {@code other}. */
    public static boolean equals(byte[] bytes, int start, int end, byte[] other) {
        return Arrays.equals(bytes, start, end, other, 0, other.length);
    }
}
