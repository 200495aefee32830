package io.xynergy.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * The head of one response as offsets into the bytes it was read from; reused between responses.
 */
public final class ResponseHead {

    private static final byte[] HTTP_1 = Ascii.bytes("HTTP/1.");
    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");

    private final Fields fields = new Fields();
    private final FieldParser parser = new FieldParser(fields, MessageKind.RESPONSE);
    private @Nullable HeadRefusal refusal;
    private int status;
    private int reasonEnd;
    private int statusStart;
    private int minorVersion;
    private long contentLength;
    private boolean plainLength;
    private boolean chunked;
    private boolean keepAlive;
    private boolean close;
    private boolean hasDate;

    /** Takes so many fields at most. */
    void maxFields(int most) {
        parser.maxFields(most);
    }

    public Fields fields() {
        return fields;
    }

    /** The status code, 100 to 999. */
    public int status() {
        return status;
    }

    /** Where the status code begins in the bytes of the fields; the reason ends the line. */
    public int statusStart() {
        return statusStart;
    }

    /** Where the status line ends, without its CR LF. */
    public int reasonEnd() {
        return reasonEnd;
    }

    /** The announced length of the body; −1 when none is announced. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether Content-Length may be passed on as it came; otherwise it has to be written anew. */
    public boolean isLengthPlain() {
        return plainLength;
    }

    public boolean isChunked() {
        return chunked;
    }

    /** Whether the upstream leaves the connection open. */
    public boolean keepAlive() {
        return keepAlive;
    }

    public boolean hasDate() {
        return hasDate;
    }

    /** Whether an respond with this status has no body, whatever its fields say. */
    public boolean isBodiless() {
        return status == 204 || status == 304 || status < 200;
    }

    /**
     * Whether the upstream may believe that a body follows where none may be: where the response
     * ends by rule (RFC 9112, 6.3), and not because it says so itself.
     */
    public boolean endsByRuleAlone(boolean isHeadRequest) {
        return (isHeadRequest || isBodiless()) && contentLength != 0;
    }

    /** Why the head was refused. */
    public HeadRefusal refusal() {
        HeadRefusal reason = refusal == null ? parser.refusal() : refusal;
        return reason == null ? HeadRefusal.BAD_STATUS_LINE : reason;
    }

    /**
     * Reads the head at {@code bytes[start, end)}.
     *
     * @return the head's end, {@link RequestParser#INCOMPLETE} or {@link RequestParser#REFUSED}
     */
    public int parse(byte[] bytes, int start, int end) {
        fields.clear(bytes);
        parser.reset();
        refusal = null;
        int at = parseStatusLine(bytes, start, end);
        if (at <= 0) {
            return at;
        }
        int headEnd = parser.parse(bytes, at, end);
        return headEnd > 0 && !frame(bytes) ? FieldParser.REFUSED : headEnd;
    }

    /** Words may stand apart by more white space than one space (RFC 9112, 4). */
    private int parseStatusLine(byte[] bytes, int start, int end) {
        int version = start + HTTP_1.length + 1;
        int code = FieldValues.afterSpace(bytes, version, end);
        if (end < code + 3) {
            return FieldParser.INCOMPLETE;
        }
        status = threeDigits(bytes, code);
        if (status < 100 || code == version || !isVersion(bytes, start, version)) {
            return refuse(HeadRefusal.BAD_STATUS_LINE);
        }
        minorVersion = Math.min(bytes[version - 1] - '0', 1);
        statusStart = code;
        int at = code + 3;
        while (at < end && FieldParser.isValue(bytes[at])) {
            at++;
        }
        reasonEnd = at;
        int lineEnd = parser.endOfLine(bytes, at, end);
        return lineEnd == FieldParser.REFUSED || !isReason(bytes, code + 3, at)
                ? refuse(HeadRefusal.BAD_STATUS_LINE)
                : lineEnd;
    }

    private static boolean isVersion(byte[] bytes, int start, int end) {
        byte minor = bytes[end - 1];
        return Ascii.equals(bytes, start, end - 1, HTTP_1) && minor >= '0' && minor <= '9';
    }

    /** Nothing at all, or white space and any text. */
    private static boolean isReason(byte[] bytes, int start, int end) {
        return start == end || bytes[start] == ' ' || bytes[start] == '\t';
    }

    private static int threeDigits(byte[] bytes, int at) {
        int number = 0;
        for (int i = at; i < at + 3; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    /** Derives the framing (RFC 9112, 6.3); what could be read in two ways is refused. */
    private boolean frame(byte[] bytes) {
        contentLength = -1;
        plainLength = true;
        chunked = false;
        close = false;
        hasDate = false;
        keepAlive = minorVersion > 0;
        for (int i = 0; i < fields.count(); i++) {
            switch (fields.id(i)) {
                case FieldName.CONTENT_LENGTH -> {
                    if (!readLength(i)) {
                        return false;
                    }
                }
                case FieldName.TRANSFER_ENCODING -> {
                    int start = fields.valueStart(i);
                    boolean known =
                            Ascii.equalsIgnoreCase(bytes, start, fields.valueEnd(i), CHUNKED);
                    if (chunked || !known) {
                        return refused(HeadRefusal.BAD_TRANSFER_ENCODING);
                    }
                    chunked = true;
                }
                case FieldName.CONNECTION -> readConnection(i);
                default -> {}
            }
        }
        hasDate = fields.find(FieldName.DATE) >= 0; // unless Connection has it stay behind
        keepAlive &= !close && !saysImpossibleBody();
        if (chunked && contentLength >= 0) {
            return refused(HeadRefusal.BOTH_FRAMINGS);
        }
        if (chunked && minorVersion == 0) {
            return refused(HeadRefusal.TRANSFER_ENCODING_IN_1_0);
        }
        return true;
    }

    /**
     * Whether it has no body and says that it has one (RFC 9112, 6.3): bytes that an upstream sends
     * all the same would be taken for the next response.
     */
    private boolean saysImpossibleBody() {
        return status == 204 && (chunked || contentLength > 0) || status == 304 && chunked;
    }

    /** One length, however often it is said (RFC 9110, 8.6; RFC 9112, 6.3). */
    private boolean readLength(int field) {
        int start = fields.valueStart(field);
        long length = FieldValues.repeatedLength(fields.bytes(), start, fields.valueEnd(field));
        if (length < 0) {
            return refused(HeadRefusal.BAD_CONTENT_LENGTH);
        }
        if (contentLength >= 0 && contentLength != length) {
            return refused(HeadRefusal.REPEATED_CONTENT_LENGTH);
        }
        plainLength = contentLength < 0 && FieldValues.isPlainLength(fields, field);
        contentLength = length;
        return true;
    }

    private void readConnection(int field) {
        FieldValues.eachToken(
                fields.bytes(), fields.valueStart(field), fields.valueEnd(field), this::option);
    }

    private boolean option(byte[] bytes, int start, int end) {
        if (Ascii.equalsIgnoreCase(bytes, start, end, CLOSE)) {
            close = true;
        } else if (Ascii.equalsIgnoreCase(bytes, start, end, KEEP_ALIVE)) {
            keepAlive = true;
        } else {
            fields.markNamedByConnection(bytes, start, end);
        }
        return true;
    }

    private boolean refused(HeadRefusal reason) {
        refuse(reason);
        return false;
    }

    private int refuse(HeadRefusal reason) {
        refusal = reason;
        return FieldParser.REFUSED;
    }
}
