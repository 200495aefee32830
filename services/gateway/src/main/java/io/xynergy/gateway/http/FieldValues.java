package io.xynergy.gateway.http;

/** Reads the values that frame a message. */
final class FieldValues {

    /** 2^60: far beyond any body, and sums with it do not overflow. */
    private static final long MAX_LENGTH = 1L << 60;

    private FieldValues() {}

    /**
     * A Content-Length (RFC 9110, 8.6): digits alone, no sign, no list.
     *
     * @return the length, or −1 when it is not one
     */
    static long length(byte[] bytes, int start, int end) {
        if (start == end || end - start > 19) {
            return -1;
        }
        long length = 0;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            length = length * 10 + digit;
            if (length > MAX_LENGTH) {
                return -1;
            }
        }
        return length;
    }

    /**
     * A Content-Length that may be a list of one length over and over (RFC 9110, 8.6), as a gateway
     * makes it that joins two lines.
     *
     * @return the length, or −1 when it is not one
     */
    static long repeatedLength(byte[] bytes, int start, int end) {
        long length = -1;
        int at = start;
        while (at <= end) {
            int comma = at;
            while (comma < end && bytes[comma] != ',') {
                comma++;
            }
            int from = afterSpace(bytes, at, comma);
            long element = length(bytes, from, beforeSpace(bytes, from, comma));
            if (element < 0 || length >= 0 && element != length) {
                return -1;
            }
            length = element;
            at = comma + 1;
        }
        return length;
    }

    /**
     * Whether the Content-Length in {@code field} is written as everybody writes it, one space and
     * a number without zeros before it, so that no other program can see another number.
     */
    static boolean isPlainLength(Fields fields, int field) {
        int start = fields.valueStart(field);
        int end = fields.valueEnd(field);
        byte[] bytes = fields.bytes();
        boolean plainLine =
                start == fields.nameEnd(field) + 2
                        && bytes[start - 1] == ' '
                        && fields.lineEnd(field) == end + 2;
        boolean zeros = bytes[start] == '0' && end - start > 1;
        return plainLine && !zeros && length(bytes, start, end) >= 0;
    }

    /** Takes the elements of a comma-separated list one after the other. */
    interface TokenSink {
        /** Takes {@code bytes[start, end)}, trimmed and not empty; false ends the walk. */
        boolean token(byte[] bytes, int start, int end);
    }

    /** Walks a comma-separated list; false when the sink ended the walk. */
    static boolean eachToken(byte[] bytes, int start, int end, TokenSink sink) {
        int at = start;
        while (at <= end) {
            int comma = at;
            while (comma < end && bytes[comma] != ',') {
                comma++;
            }
            int from = afterSpace(bytes, at, comma);
            int to = beforeSpace(bytes, from, comma);
            if (from < to && !sink.token(bytes, from, to)) {
                return false;
            }
            at = comma + 1;
        }
        return true;
    }

    /** Where the text in {@code bytes[start, end)} begins, behind optional white space. */
    static int afterSpace(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    /** Where the text in {@code bytes[start, end)} ends, before optional white space. */
    static int beforeSpace(byte[] bytes, int start, int end) {
        int at = end;
        while (at > start && isSpace(bytes[at - 1])) {
            at--;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}
