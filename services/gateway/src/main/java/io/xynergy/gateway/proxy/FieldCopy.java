package io.xynergy.gateway.proxy;

import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.routing.FieldEdits;
import java.nio.charset.StandardCharsets;

/**
 * Copies the header fields that pass from one message to another, byte for byte, but for lines that
 * have to be brought into the form that all recipients read alike.
 */
final class FieldCopy {

    private static final byte[] SEPARATOR = ": ".getBytes(StandardCharsets.US_ASCII);

    private FieldCopy() {}

    /**
     * Copies in order; neighbours that pass go together.
     *
     * @param dropped the {@link FieldName} bits of what stays behind
     */
    static void copy(Output out, Fields fields, FieldEdits edits, long dropped) {
        int count = fields.count();
        if (count == 0) {
            return;
        }
        if (!fields.isAsSent()) {
            copyAnew(out, fields, edits, dropped);
            return;
        }
        byte[] bytes = fields.bytes();
        int from = fields.nameStart(0);
        int to = from;
        for (int i = 0; i < count; i++) {
            if (isDropped(fields, i, edits, dropped)) {
                out.put(bytes, from, to);
                from = fields.lineEnd(i);
            }
            to = fields.lineEnd(i);
        }
        out.put(bytes, from, to);
    }

    private static boolean isDropped(Fields fields, int field, FieldEdits edits, long dropped) {
        return (dropped & FieldName.mask(fields.id(field))) != 0
                || edits != FieldEdits.NONE && edits.drops(fields, field);
    }

    private static void copyAnew(Output out, Fields fields, FieldEdits edits, long dropped) {
        for (int i = 0; i < fields.count(); i++) {
            if (!isDropped(fields, i, edits, dropped)) {
                copyLine(out, fields, i);
            }
        }
    }

    /** Copies one line, as it came if it may be passed on so. */
    static void copyLine(Output out, Fields fields, int field) {
        byte[] bytes = fields.bytes();
        if (fields.isAsSent()) {
            out.put(bytes, fields.nameStart(field), fields.lineEnd(field));
            return;
        }
        out.put(bytes, fields.nameStart(field), fields.nameEnd(field)).put(SEPARATOR);
        out.put(bytes, fields.valueStart(field), fields.valueEnd(field)).put(ResponseWriter.CRLF);
    }
}
