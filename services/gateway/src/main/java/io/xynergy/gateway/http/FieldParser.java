package io.xynergy.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * Reads the field lines of a head or a trailer section (RFC 9112, 5), strictly.
 *
 * <p>Nothing that two recipients could understand differently gets through: no bare CR or LF, no
 * folding, no space before a colon, no control characters.
 */
final class FieldParser {

    static final int INCOMPLETE = 0;
    static final int REFUSED = -1;

    private static final byte CR = '\r';
    private static final byte LF = '\n';

    /** Per byte: 1 for tokens, 2 for field values, 4 for request targets. */
    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean visible = c > 0x20 && c < 0x7f;
            boolean token = visible && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
            boolean value = visible || c == ' ' || c == '\t' || c >= 0x80;
            CLASS[c] = (byte) ((token ? 1 : 0) | (value ? 2 : 0) | (visible ? 4 : 0));
        }
    }

    private final Fields fields;
    private @Nullable HeadRefusal refusal;
    private int line;
    private int maxFields = HeadLimits.DEFAULTS.requestFields();

    FieldParser(Fields fields) {
        this.fields = fields;
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
            if (bytes[at] == CR) {
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
        int colon = endOfName(bytes, start, end);
        if (colon == end) {
            return INCOMPLETE;
        }
        if (bytes[colon] != ':' || colon == start) {
            return refuse(badName(bytes[colon], colon == start));
        }
        int valueStart = FieldValues.afterSpace(bytes, colon + 1, end);
        int valueEnd = valueStart;
        while (valueEnd < end && (CLASS[bytes[valueEnd] & 0xff] & 2) != 0) {
            valueEnd++;
        }
        int lineEnd = endOfLine(bytes, valueEnd, end);
        if (lineEnd > 0) {
            int id = FieldName.of(bytes, start, colon);
            if (id == FieldName.OTHER && hasUnderscore(bytes, start, colon)) {
                return refuse(HeadRefusal.ALIASED_FIELD_NAME);
            }
            int trimmed = FieldValues.beforeSpace(bytes, valueStart, valueEnd);
            fields.add(id, start, colon, valueStart, trimmed, lineEnd);
        }
        return lineEnd;
    }

    private static int endOfName(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && (CLASS[bytes[at] & 0xff] & 1) != 0) {
            at++;
        }
        return at;
    }

    /** The end of the line whose value ends at {@code at}. */
    private int endOfLine(byte[] bytes, int at, int end) {
        if (at == end) {
            return INCOMPLETE;
        }
        if (bytes[at] != CR) {
            return refuse(bytes[at] == LF ? HeadRefusal.BARE_LF : HeadRefusal.BAD_FIELD_VALUE);
        }
        if (at + 1 == end) {
            return INCOMPLETE;
        }
        return bytes[at + 1] == LF ? at + 2 : refuse(HeadRefusal.BARE_CR);
    }

    private static boolean hasUnderscore(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] == '_') {
                return FieldName.isAliasOfKnown(bytes, start, end);
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
