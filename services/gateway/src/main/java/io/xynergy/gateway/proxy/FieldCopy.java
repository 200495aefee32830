package io.xynergy.gateway.proxy;

import io.xynergy.gateway.http.FieldName;
import io.xynergy.gateway.http.Fields;
import io.xynergy.gateway.http.Output;
import io.xynergy.gateway.routing.FieldEdits;

/** Copies the header fields that pass from one message to another, byte for byte. */
final class FieldCopy {

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
        byte[] bytes = fields.bytes();
        int from = fields.nameStart(0);
        int to = from;
        for (int i = 0; i < count; i++) {
            boolean drop =
                    (dropped & FieldName.mask(fields.id(i))) != 0
                            || edits != FieldEdits.NONE && edits.drops(fields, i);
            if (drop) {
                out.put(bytes, from, to);
                from = fields.lineEnd(i);
            }
            to = fields.lineEnd(i);
        }
        out.put(bytes, from, to);
    }
}
