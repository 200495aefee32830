package io.xynergy.gateway.http;

import org.jspecify.annotations.Nullable;

/**
 * What the fields of a request must say together: one host, one framing, one meaning of {@code
 * Connection} (RFC 9110, 7.2, 7.6, 8.6, 10.1.1; RFC 9112, 3.2, 6).
 */
final class RequestRules implements FieldValues.TokenSink {

    private static final byte[] CHUNKED = Ascii.bytes("chunked");
    private static final byte[] CLOSE = Ascii.bytes("close");
    private static final byte[] KEEP_ALIVE = Ascii.bytes("keep-alive");
    private static final byte[] UPGRADE = Ascii.bytes("upgrade");
    private static final byte[] TRAILERS = Ascii.bytes("trailers");
    private static final byte[] CONTINUE = Ascii.bytes("100-continue");
    private static final byte[] OPTIONS = Ascii.bytes("OPTIONS");

    /** How an element of Via ends that a gateway of this kind wrote. */
    private static final byte[] BY_US = Ascii.bytes(" xynergy");

    private final RequestHead head;

    private int host;
    private int length;
    private int coding;
    private boolean connectionUpgrade;
    private boolean upgradeNamed;
    private boolean close;
    private boolean keepAlive;

    RequestRules(RequestHead head) {
        this.head = head;
    }

    /** Derives the head's meaning from its fields; what is wrong, or null. */
    @Nullable HeadRefusal check() {
        host = length = coding = -1;
        connectionUpgrade = upgradeNamed = close = keepAlive = false;
        Fields fields = head.fields;
        for (int i = 0; i < fields.count(); i++) {
            int id = fields.id(i);
            if (id != FieldName.OTHER) {
                HeadRefusal refusal = checkField(fields, i, id);
                if (refusal != null) {
                    return refusal;
                }
            }
        }
        HeadRefusal refusal = checkHost(fields);
        return refusal == null ? checkFraming(fields) : refusal;
    }

    private @Nullable HeadRefusal checkField(Fields fields, int field, int id) {
        switch (id) {
            case FieldName.HOST -> {
                if (host >= 0) {
                    return HeadRefusal.REPEATED_HOST;
                }
                host = field;
            }
            case FieldName.CONTENT_LENGTH -> {
                if (length >= 0) {
                    return HeadRefusal.REPEATED_CONTENT_LENGTH;
                }
                length = field;
            }
            case FieldName.TRANSFER_ENCODING -> {
                if (coding >= 0) {
                    return HeadRefusal.REPEATED_TRANSFER_ENCODING;
                }
                coding = field;
            }
            case FieldName.CONNECTION -> {
                return checkConnection(fields, field);
            }
            case FieldName.EXPECT -> {
                return checkExpect(fields, field);
            }
            case FieldName.UPGRADE -> upgradeNamed = true;
            case FieldName.TE -> head.acceptsTrailers |= names(fields, field, TRAILERS);
            case FieldName.MAX_FORWARDS -> head.maxForwards = maxForwards(fields, field);
            case FieldName.VIA -> countPasses(fields, field);
            default -> {}
        }
        return null;
    }

    private long maxForwards(Fields fields, int field) {
        return head.methodIs(OPTIONS)
                ? FieldValues.length(
                        fields.bytes(), fields.valueStart(field), fields.valueEnd(field))
                : -1;
    }

    private void countPasses(Fields fields, int field) {
        FieldValues.eachToken(
                fields.bytes(),
                fields.valueStart(field),
                fields.valueEnd(field),
                (bytes, start, end) -> {
                    int by = end - BY_US.length;
                    head.passes += by > start && Ascii.equals(bytes, by, end, BY_US) ? 1 : 0;
                    return true;
                });
    }

    private @Nullable HeadRefusal checkConnection(Fields fields, int field) {
        return FieldValues.eachToken(
                        fields.bytes(), fields.valueStart(field), fields.valueEnd(field), this)
                ? null
                : HeadRefusal.CONNECTION_NAMES_FRAMING;
    }

    /** Takes one option of {@code Connection}. */
    @Override
    public boolean token(byte[] bytes, int start, int end) {
        if (Ascii.equalsIgnoreCase(bytes, start, end, KEEP_ALIVE)) {
            keepAlive = true;
        } else if (Ascii.equalsIgnoreCase(bytes, start, end, CLOSE)) {
            close = true;
        } else if (Ascii.equalsIgnoreCase(bytes, start, end, UPGRADE)) {
            connectionUpgrade = true;
        } else {
            return nameHopByHop(bytes, start, end);
        }
        return true;
    }

    /** Marks the fields that {@code Connection} names; those that all hops need cannot be named. */
    private boolean nameHopByHop(byte[] bytes, int start, int end) {
        int id = FieldName.spelledBy(bytes, start, end);
        if (id == FieldName.HOST || id == FieldName.CONTENT_LENGTH) {
            return false;
        }
        head.fields.markNamedByConnection(bytes, start, end);
        return true;
    }

    private @Nullable HeadRefusal checkExpect(Fields fields, int field) {
        if (head.minorVersion == 0) {
            return null; // RFC 9110, 10.1.1: an expectation in HTTP/1.0 is ignored
        }
        byte[] bytes = fields.bytes();
        head.expectContinue =
                Ascii.equalsIgnoreCase(
                        bytes, fields.valueStart(field), fields.valueEnd(field), CONTINUE);
        return head.expectContinue ? null : HeadRefusal.UNKNOWN_EXPECTATION;
    }

    private static boolean names(Fields fields, int field, byte[] lowerCaseToken) {
        return !FieldValues.eachToken(
                fields.bytes(),
                fields.valueStart(field),
                fields.valueEnd(field),
                (bytes, start, end) -> !Ascii.equalsIgnoreCase(bytes, start, end, lowerCaseToken));
    }

    private @Nullable HeadRefusal checkHost(Fields fields) {
        byte[] bytes = fields.bytes();
        boolean absolute = head.authorityEnd > 0;
        if (host < 0) {
            if (head.minorVersion > 0) {
                return HeadRefusal.MISSING_HOST;
            }
            return absolute ? splitAuthority(bytes) : null;
        }
        int start = fields.valueStart(host);
        int end = fields.valueEnd(host);
        if (absolute && !isTargetsHost(bytes, start, end)) {
            return HeadRefusal.HOST_DISAGREES;
        }
        head.hostStart = start;
        head.authorityEnd = end;
        return splitAuthority(bytes);
    }

    private boolean isTargetsHost(byte[] bytes, int start, int end) {
        boolean secure = Ascii.lower(bytes[head.targetStart + 4]) == 's'; // https://
        byte[] port = secure ? Authority.HTTPS : Authority.HTTP;
        return Authority.same(bytes, head.hostStart, head.authorityEnd, start, end, port);
    }

    private @Nullable HeadRefusal splitAuthority(byte[] bytes) {
        int end = Authority.hostEnd(bytes, head.hostStart, head.authorityEnd);
        head.hostEnd = end;
        return end < 0 ? HeadRefusal.BAD_HOST : null;
    }

    private @Nullable HeadRefusal checkFraming(Fields fields) {
        head.keepAlive = !close && (head.minorVersion > 0 || keepAlive);
        if (coding >= 0) {
            HeadRefusal refusal = checkCoding(fields);
            if (refusal != null) {
                return refusal;
            }
            head.chunked = true;
            head.contentLength = -1;
        } else if (length >= 0) {
            head.contentLength =
                    FieldValues.length(
                            fields.bytes(), fields.valueStart(length), fields.valueEnd(length));
            if (head.contentLength < 0) {
                return HeadRefusal.BAD_CONTENT_LENGTH;
            }
            head.plainLength = FieldValues.isPlainLength(fields, length);
        }
        head.expectContinue &= head.contentLength != 0;
        head.upgrade =
                connectionUpgrade
                        && upgradeNamed
                        && head.minorVersion > 0
                        && head.contentLength == 0;
        return null;
    }

    private @Nullable HeadRefusal checkCoding(Fields fields) {
        if (length >= 0) {
            return HeadRefusal.BOTH_FRAMINGS;
        }
        if (head.minorVersion == 0) {
            return HeadRefusal.TRANSFER_ENCODING_IN_1_0;
        }
        int start = fields.valueStart(coding);
        return Ascii.equalsIgnoreCase(fields.bytes(), start, fields.valueEnd(coding), CHUNKED)
                ? null
                : HeadRefusal.BAD_TRANSFER_ENCODING;
    }
}
