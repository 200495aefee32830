package io.xynergy.gateway.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the field lines of a head or a trailer section (RFC 9112, 5).
 *
 * <p>In requests strictly: nothing that two recipients could understand differently gets through,
 * no bare CR or LF, no folding, no space before a colon, no control characters. In responses a line
 * may end with LF alone (RFC 9112, 2.2), white space before a colon is left out (5.1), and folding
 * becomes spaces (5.2): other recipients never see it. A field whose name spells one that the
 * gateway acts on stays behind there, unless it spells one that frames: that is refused in both.
 */
final class FieldParser {

    static final int INCOMPLETE = 0;
    static final int REFUSED = -1;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    /** What of a token is neither letter, digit nor hyphen. */
    private static final int MARK = 8;

    /** Per byte: 1 for tokens, 2 for field values, 4 for request targets, {@link #MARK}. */
    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean visible = c > 0x20 && c < 0x7f;
            int token = visible ? ofVisible(c) : 0;
            boolean value = visible || c == ' ' || c == '\t' || c >= 0x80;
            CLASS[c] = (byte) (token | (value ? 2 : 0));
        }
    }

    private static int ofVisible(int c) {
        boolean token = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        boolean mark = token && c != '-' && Ascii.folded((byte) c) == '-';
        boolean target = c != '#'; // begins a fragment, which is for clients alone
        return (token ? 1 : 0) | (target ? 4 : 0) | (mark ? MARK : 0);
    }

    private final Fields fields;
    private final boolean tolerant;
    private @Nullable HeadRefusal refusal;
    private int line;
    private int maxFields = HeadLimits.DEFAULTS.requestFields();

    FieldParser(Fields fields, MessageKind kind) {
        this.fields = fields;
        this.tolerant = kind == MessageKind.RESPONSE;
    }

    static boolean isToken(byte b) {
        return (CLASS[b & 0xff] & 1) != 0;
    }

    static boolean isValue(byte b) {
        return (CLASS[b & 0xff] & 2) != 0;
    }

    static boolean isTarget(byte b) {
        return (CLASS[b & 0xff] & 4) != 0;
    }

    /** Why the last parse was refused. */
    @Nullable HeadRefusal refusal() {
        return refusal;
    }

    /** The number of the field line that was refused, from 1; 0 is the first line of the head. */
    int line() {
        return line;
    }

    /** Takes so many fields at most. */
    void maxFields(int most) {
        maxFields = most;
    }

    void reset() {
        refusal = null;
        line = 0;
    }

    int refuse(HeadRefusal reason) {
        refusal = reason;
        return REFUSED;
    }

    /**
     * Reads field lines up to and with the empty line.
     *
     * @return where the section ends, {@link #INCOMPLETE}, or {@link #REFUSED}
     */
    int parse(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end) {
            line = fields.count() + 1;
            if (bytes[at] == CR || tolerant && bytes[at] == LF) {
                return endOfLine(bytes, at, end);
            }
            if (fields.count() == maxFields) {
                return refuse(HeadRefusal.TOO_MANY_FIELDS);
            }
            at = parseLine(bytes, at, end);
            if (at <= 0) {
                return at;
            }
        }
        return INCOMPLETE;
    }

    private int parseLine(byte[] bytes, int start, int end) {
        int nameEnd = endOfName(bytes, start, end);
        int colon = tolerant ? FieldValues.afterSpace(bytes, nameEnd, end) : nameEnd;
        if (colon == end) {
            return INCOMPLETE;
        }
        if (bytes[colon] != ':' || nameEnd == start) {
            return refuse(badName(bytes[nameEnd], nameEnd == start));
        }
        int valueEnd = endOfValue(bytes, colon + 1, end);
        int lineEnd = endOfLine(bytes, valueEnd, end);
        while (tolerant && isFolded(bytes, lineEnd, end)) {
            Arrays.fill(bytes, valueEnd, lineEnd, (byte) ' ');
            valueEnd = endOfValue(bytes, lineEnd, end);
            lineEnd = endOfLine(bytes, valueEnd, end);
        }
        if (lineEnd > 0) {
            int id = number(bytes, start, nameEnd);
            if (id == REFUSED) {
                return REFUSED;
            }
            add(id, start, nameEnd, colon, valueEnd, lineEnd);
        }
        return lineEnd;
    }

    /** The number of a name, or {@link #REFUSED}. */
    private int number(byte[] bytes, int start, int nameEnd) {
        int id = FieldName.of(bytes, start, nameEnd);
        return id == FieldName.OTHER && hasMark(bytes, start, nameEnd)
                ? spelled(bytes, start, nameEnd)
                : id;
    }

    /** The number of a name that has marks in it, or {@link #REFUSED}. */
    private int spelled(byte[] bytes, int start, int nameEnd) {
        int id = FieldName.spelledBy(bytes, start, nameEnd);
        if (!isActedOn(id)) {
            return id;
        }
        if (!tolerant || frames(id)) {
            return refuse(HeadRefusal.ALIASED_FIELD_NAME);
        }
        return FieldName.NAMED_BY_CONNECTION; // it stays behind
    }

    private static boolean isActedOn(int id) {
        return id != FieldName.OTHER && id != FieldName.NEVER_TRAILER;
    }

    private static boolean frames(int id) {
        return id == FieldName.CONTENT_LENGTH || id == FieldName.TRANSFER_ENCODING;
    }

    private void add(int id, int start, int nameEnd, int colon, int valueEnd, int lineEnd) {
        byte[] bytes = fields.bytes();
        if (colon > nameEnd || bytes[lineEnd - 2] != CR) {
            fields.markNotAsSent();
        }
        int valueStart = FieldValues.afterSpace(bytes, colon + 1, valueEnd);
        int trimmed = FieldValues.beforeSpace(bytes, valueStart, valueEnd);
        fields.add(id, start, nameEnd, valueStart, trimmed, lineEnd);
    }

    private static int endOfValue(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && (CLASS[bytes[at] & 0xff] & 2) != 0) {
            at++;
        }
        return at;
    }

    /** Whether the line that ended goes on in the next one (RFC 9112, 5.2). */
    private static boolean isFolded(byte[] bytes, int lineEnd, int end) {
        return lineEnd > 0 && lineEnd < end && (bytes[lineEnd] == ' ' || bytes[lineEnd] == '\t');
    }

    private static int endOfName(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && (CLASS[bytes[at] & 0xff] & 1) != 0) {
            at++;
        }
        return at;
    }

    /** The end of the line whose text ends at {@code at}. */
    int endOfLine(byte[] bytes, int at, int end) {
        if (at == end) {
            return INCOMPLETE;
        }
        if (tolerant && bytes[at] == LF) {
            return at + 1;
        }
        if (bytes[at] != CR) {
            return refuse(bytes[at] == LF ? HeadRefusal.BARE_LF : HeadRefusal.BAD_FIELD_VALUE);
        }
        if (at + 1 == end) {
            return INCOMPLETE;
        }
        return bytes[at + 1] == LF ? at + 2 : refuse(HeadRefusal.BARE_CR);
    }

    private static boolean hasMark(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if ((CLASS[bytes[i] & 0xff] & MARK) != 0) {
                return true;
            }
        }
        return false;
    }

    private static HeadRefusal badName(byte found, boolean first) {
        return switch (found) {
            case ' ', '\t' -> first ? HeadRefusal.FOLDED_LINE : HeadRefusal.SPACE_BEFORE_COLON;
            case LF -> HeadRefusal.BARE_LF;
            case CR -> HeadRefusal.NO_COLON;
            case ':' -> HeadRefusal.EMPTY_FIELD_NAME;
            default -> HeadRefusal.BAD_FIELD_NAME;
        };
    }
}
