package io.xynergy.gateway.http;

import java.util.Arrays;

/**
 * Brings a path into the one form that is matched, authorised, forwarded and logged.
 *
 * <p>Escapes of unreserved characters are decoded, all others get upper-case digits, repeated
 * slashes become one, plain dot segments are resolved. Whatever a server behind the gateway might
 * read differently from the gateway is refused instead of repaired.
 */
public final class PathNormalizer {

    private static final int ENCODED_SLASH = 1 << 30;
    private static final int PARAMETERS = 1 << 29;
    private static final int FLAGS = ENCODED_SLASH | PARAMETERS;

    private static final byte PLAIN = 0;
    private static final byte SLASH = 1;
    private static final byte PERCENT = 2;
    private static final byte BACKSLASH = 3;
    private static final byte FORBIDDEN = 4;
    private static final byte SEMICOLON = 5;

    private static final byte[] KIND = new byte[256];
    private static final boolean[] UNRESERVED = new boolean[256];
    private static final byte[] HEX = new byte[256];

    static {
        Arrays.fill(KIND, FORBIDDEN);
        Arrays.fill(KIND, '!', 0x7f, PLAIN);
        KIND['#'] = FORBIDDEN;
        KIND['?'] = FORBIDDEN;
        KIND['/'] = SLASH;
        KIND['%'] = PERCENT;
        KIND['\\'] = BACKSLASH;
        KIND[';'] = SEMICOLON;
        Arrays.fill(UNRESERVED, 'A', 'Z' + 1, true);
        Arrays.fill(UNRESERVED, 'a', 'z' + 1, true);
        Arrays.fill(UNRESERVED, '0', '9' + 1, true);
        for (char mark : "-._~".toCharArray()) {
            UNRESERVED[mark] = true;
        }
        for (int i = 0; i < 256; i++) {
            HEX[i] = (byte) (i < 0x80 ? Character.digit(i, 16) : -1);
        }
    }

    private PathNormalizer() {}

    /**
     * Normalises {@code bytes[start, end)} in place.
     *
     * @return a negative number for a {@link PathRefusal}, after which the bytes mean nothing; else
     *     what {@link #end}, {@link #hasEncodedSlash} and {@link #hasParameters} read
     */
    public static int normalize(byte[] bytes, int start, int end) {
        if (start >= end || bytes[start] != '/') {
            return PathRefusal.NOT_ABSOLUTE.result();
        }
        int slash = start;
        for (int at = start; at < end; at++) {
            byte kind = KIND[bytes[at] & 0xff];
            if (kind == PLAIN) {
                continue;
            }
            if (kind != SLASH) {
                return rewrite(bytes, start, slash, end);
            }
            slash = at;
            if (at + 1 < end && (bytes[at + 1] == '.' || bytes[at + 1] == '/')) {
                return rewrite(bytes, start, slash, end);
            }
        }
        return end;
    }

    /**
     * Gives escapes their one form in {@code bytes[start, end)}, in place, and leaves repeated
     * slashes; dot segments are refused, as what they mean depends on who resolves them.
     *
     * @return as {@link #normalize}
     */
    public static int normalizeEscapes(byte[] bytes, int start, int end) {
        if (start >= end || bytes[start] != '/') {
            return PathRefusal.NOT_ABSOLUTE.result();
        }
        int write = start;
        int flags = 0;
        for (int slash = start; slash < end; ) {
            bytes[write++] = '/';
            int segmentEnd = segmentEnd(bytes, slash + 1, end);
            int copied = copy(bytes, slash + 1, segmentEnd, write);
            if (copied < 0) {
                return copied;
            }
            boolean decoded = end(copied) - write < segmentEnd - slash - 1;
            int refusal = refuseDots(bytes, write, copied, decoded);
            if (refusal < 0) {
                return refusal;
            }
            flags |= copied & FLAGS;
            write = end(copied);
            slash = segmentEnd;
        }
        return write | flags;
    }

    private static int refuseDots(byte[] bytes, int start, int copied, boolean decoded) {
        int end = end(copied);
        if (hasEncodedSlash(copied)) {
            return refuseDotsBetweenEncodedSlashes(bytes, start, end);
        }
        int dots = dots(bytes, start, end);
        if (dots == 0) {
            return 0;
        }
        PathRefusal plain = decoded ? PathRefusal.ENCODED_DOT_SEGMENT : PathRefusal.DOT_SEGMENT;
        boolean parameters = start + dots < end;
        return (parameters ? PathRefusal.DOT_SEGMENT_PARAMETERS : plain).result();
    }

    /** Where the normalised path ends. */
    public static int end(int result) {
        return result & ~FLAGS;
    }

    /** Whether the path came with a {@code %2F}, which only some routes let through. */
    public static boolean hasEncodedSlash(int result) {
        return (result & ENCODED_SLASH) != 0;
    }

    /** Whether the path came with a {@code ;} or {@code %3B}, which begin parameters. */
    public static boolean hasParameters(int result) {
        return (result & PARAMETERS) != 0;
    }

    /**
     * Takes the parameters off the segments of {@code bytes[start, end)}, in place, as services do
     * that know them: from a semicolon, plain or encoded, to the next slash (RFC 3986, 3.3).
     *
     * @param mergeSlashes whether slashes become one where that leaves an empty segment
     * @return where the path ends then
     */
    static int removeParameters(byte[] bytes, int start, int end, boolean mergeSlashes) {
        int write = start;
        int read = start;
        while (read < end) {
            if (beginsParameters(bytes, read, end)) {
                read = segmentEnd(bytes, read, end);
                continue;
            }
            byte next = bytes[read++];
            boolean merged =
                    mergeSlashes && next == '/' && write > start && bytes[write - 1] == '/';
            if (!merged) {
                bytes[write++] = next;
            }
        }
        return write;
    }

    /** Escapes may have lower-case digits here: the path may be as it came. */
    private static boolean beginsParameters(byte[] bytes, int at, int end) {
        return bytes[at] == ';' || isEscape(bytes, at, end, 'B') || isEscape(bytes, at, end, 'b');
    }

    /** Goes on segment by segment from a slash; all before it is normal already. */
    private static int rewrite(byte[] bytes, int start, int slash, int end) {
        int read = slash;
        int write = slash;
        int flags = 0;
        while (read < end) {
            if (write == start || bytes[write - 1] != '/') {
                bytes[write++] = '/';
            }
            while (read < end && bytes[read] == '/') {
                read++;
            }
            int segmentEnd = segmentEnd(bytes, read, end);
            int copied = copy(bytes, read, segmentEnd, write);
            if (copied < 0) {
                return copied;
            }
            flags |= copied & FLAGS;
            boolean decoded = end(copied) - write < segmentEnd - read;
            write = resolve(bytes, start, write, copied, decoded);
            if (write < 0) {
                return write;
            }
            read = segmentEnd;
        }
        return write | flags;
    }

    private static int segmentEnd(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] != '/') {
            at++;
        }
        return at;
    }

    /** Copies one segment with its escapes normalised; gives its new end and the flags. */
    private static int copy(byte[] bytes, int start, int end, int target) {
        int write = target;
        int flags = 0;
        for (int read = start; read < end; read++) {
            byte kind = KIND[bytes[read] & 0xff];
            if (kind == PLAIN) {
                bytes[write++] = bytes[read];
                continue;
            }
            if (kind == SEMICOLON) {
                bytes[write++] = ';';
                flags |= PARAMETERS;
                continue;
            }
            if (kind != PERCENT) {
                PathRefusal refusal =
                        kind == BACKSLASH ? PathRefusal.BACKSLASH : PathRefusal.FORBIDDEN_BYTE;
                return refusal.result();
            }
            int value = escaped(bytes, read, end);
            if (value < 0) {
                return value;
            }
            if (UNRESERVED[value]) {
                bytes[write++] = (byte) value;
            } else {
                flags |= flag(value);
                write = putEscape(bytes, write, value);
            }
            read += 2;
        }
        return write | flags;
    }

    private static int flag(int escaped) {
        return switch (escaped) {
            case '/' -> ENCODED_SLASH;
            case ';' -> PARAMETERS;
            default -> 0;
        };
    }

    /** The value of the escape that begins here, or a refusal. */
    private static int escaped(byte[] bytes, int percent, int end) {
        if (percent + 2 >= end) {
            return PathRefusal.INVALID_ESCAPE.result();
        }
        int high = HEX[bytes[percent + 1] & 0xff];
        int low = HEX[bytes[percent + 2] & 0xff];
        if (high < 0 || low < 0) {
            return PathRefusal.INVALID_ESCAPE.result();
        }
        int value = high << 4 | low;
        return switch (value) {
            case 0 -> PathRefusal.ENCODED_NUL.result();
            case '\\' -> PathRefusal.BACKSLASH.result();
            default -> value;
        };
    }

    private static int putEscape(byte[] bytes, int at, int value) {
        bytes[at] = '%';
        bytes[at + 1] = upperHex(value >> 4);
        bytes[at + 2] = upperHex(value & 0xf);
        return at + 3;
    }

    private static byte upperHex(int digit) {
        return (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
    }

    /** Decides about the segment just copied to {@code start}; gives where the path ends now. */
    private static int resolve(byte[] bytes, int root, int start, int copied, boolean decoded) {
        int end = end(copied);
        if (hasEncodedSlash(copied)) {
            int refusal = refuseDotsBetweenEncodedSlashes(bytes, start, end);
            return refusal < 0 ? refusal : end;
        }
        int dots = dots(bytes, start, end);
        if (dots == 0) {
            return end;
        }
        if (start + dots < end) {
            return PathRefusal.DOT_SEGMENT_PARAMETERS.result();
        }
        if (decoded) {
            return PathRefusal.ENCODED_DOT_SEGMENT.result();
        }
        return dots == 1 ? start : parent(bytes, root, start);
    }

    /** Where the path ends when the segment before {@code start} is taken away. */
    private static int parent(byte[] bytes, int root, int start) {
        int at = start - 1;
        if (at == root) {
            return PathRefusal.ABOVE_ROOT.result();
        }
        while (bytes[at - 1] != '/') {
            at--;
        }
        return at;
    }

    /** A server that decodes {@code ..%2F} would climb, whatever the route allows. */
    private static int refuseDotsBetweenEncodedSlashes(byte[] bytes, int start, int end) {
        int part = start;
        for (int at = start; at <= end; at++) {
            if (at < end && !isEscape(bytes, at, end, 'F')) {
                continue;
            }
            int dots = dots(bytes, part, at);
            if (dots > 0) {
                PathRefusal refusal =
                        part + dots < at
                                ? PathRefusal.DOT_SEGMENT_PARAMETERS
                                : PathRefusal.ENCODED_DOT_SEGMENT;
                return refusal.result();
            }
            part = at + 3;
        }
        return 0;
    }

    /** 1 or 2 for a segment of so many dots, alone or before a semicolon; else 0. */
    private static int dots(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && at - start < 3 && bytes[at] == '.') {
            at++;
        }
        int dots = at - start;
        if (dots == 0 || dots == 3) {
            return 0;
        }
        boolean dotSegment = at == end || bytes[at] == ';' || isEscape(bytes, at, end, 'B');
        return dotSegment ? dots : 0;
    }

    /**
     * Whether {@code %2F} or {@code %3B} begins here: a slash or a semicolon, by its last digit.
     */
    private static boolean isEscape(byte[] bytes, int at, int end, char lastDigit) {
        char firstDigit = lastDigit == 'F' ? '2' : '3';
        return at + 2 < end
                && bytes[at] == '%'
                && bytes[at + 1] == firstDigit
                && bytes[at + 2] == lastDigit;
    }
}
