package io.xynergy.gateway.http;

/**
 * Copies the header fields that pass from one message to another, byte for byte, but for lines that
 * have to be brought into the form that all recipients read alike.
 */
public final class FieldCopy {

    private static final byte[] SEPARATOR = Ascii.bytes(": ");
    private static final byte[] CRLF = Ascii.bytes("\r\n");

    private FieldCopy() {}

    /**
     * Copies in order; neighbours that pass go together.
     *
     * @param filter what stays behind by its name
     * @param dropped the {@link FieldName} bits of what stays behind
     */
    public static void copy(Output out, Fields fields, FieldFilter filter, long dropped) {
        int count = fields.count();
        if (count == 0) {
            return;
        }
        if (!fields.isAsSent()) {
            copyAnew(out, fields, filter, dropped);
            return;
        }
        byte[] bytes = fields.bytes();
        int from = fields.nameStart(0);
        int to = from;
        for (int i = 0; i < count; i++) {
            if (isDropped(fields, i, filter, dropped)) {
                out.put(bytes, from, to);
                from = fields.lineEnd(i);
            }
            to = fields.lineEnd(i);
        }
        out.put(bytes, from, to);
    }

    private static boolean isDropped(Fields fields, int field, FieldFilter filter, long dropped) {
        return (dropped & FieldName.mask(fields.id(field))) != 0
                || !filter.dropsNothing() && filter.drops(fields, field);
    }

    private static void copyAnew(Output out, Fields fields, FieldFilter filter, long dropped) {
        for (int i = 0; i < fields.count(); i++) {
            if (!isDropped(fields, i, filter, dropped)) {
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
        out.put(bytes, fields.valueStart(field), fields.valueEnd(field)).put(CRLF);
    }
}
