package io.xynergy.gateway.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Header fields of one message as offsets into the bytes they were read from.
 *
 * <p>Reused from message to message: reading a head allocates nothing. Lines stay where they are,
 * so that those which pass unchanged are copied as they came.
 */
public final class Fields {

    private static final int STRIDE = 6;

    private byte[] bytes = {};
    private int[] table;
    private int count;
    private boolean asSent = true;

    /** Has room for so many fields, and for more when they come. */
    Fields(int expected) {
        table = new int[STRIDE * expected];
    }

    /** Has room for the fields of most heads. */
    public Fields() {
        this(24);
    }

    /** The array that all offsets point into. */
    public byte[] bytes() {
        return bytes;
    }

    public int count() {
        return count;
    }

    /**
     * Whether every line may be passed on as it came; otherwise lines are written from name and
     * value.
     */
    public boolean isAsSent() {
        return asSent;
    }

    /** A line came in a form that must not be passed on. */
    void markNotAsSent() {
        asSent = false;
    }

    /** The {@link FieldName} of a field's name, or {@link FieldName#OTHER}. */
    public int id(int field) {
        return table[field * STRIDE];
    }

    public int nameStart(int field) {
        return table[field * STRIDE + 1];
    }

    public int nameEnd(int field) {
        return table[field * STRIDE + 2];
    }

    /** Where the value begins, without the white space around it. */
    public int valueStart(int field) {
        return table[field * STRIDE + 3];
    }

    public int valueEnd(int field) {
        return table[field * STRIDE + 4];
    }

    /** The end of the line, after its CR LF; the line starts at {@link #nameStart}. */
    public int lineEnd(int field) {
        return table[field * STRIDE + 5];
    }

    /** The first field with this {@link FieldName}, or −1. */
    public int find(int id) {
        return find(id, 0);
    }

    /** The first field from {@code first} on with this {@link FieldName}, or −1. */
    public int find(int id, int first) {
        for (int field = first, at = first * STRIDE; field < count; field++, at += STRIDE) {
            if (table[at] == id) {
                return field;
            }
        }
        return -1;
    }

    /**
     * Whether the field's name is the one that {@code foldedName} is of, or spells the same for
     * recipients that tell no marks apart; see {@link Ascii#folded}.
     */
    public boolean nameEquals(int field, byte[] foldedName) {
        return Ascii.equalsFolded(bytes, nameStart(field), nameEnd(field), foldedName);
    }

    /** The value as ISO-8859-1 text: for logs and rare paths, as it allocates. */
    public String value(int field) {
        int start = valueStart(field);
        return new String(bytes, start, valueEnd(field) - start, StandardCharsets.ISO_8859_1);
    }

    /** The name as it was sent: for logs and rare paths, as it allocates. */
    public String name(int field) {
        int start = nameStart(field);
        return new String(bytes, start, nameEnd(field) - start, StandardCharsets.ISO_8859_1);
    }

    /**
     * Marks the fields whose name is {@code name[start, end)} as meant for this hop alone, however
     * it is spelled; not those that frame the message or that the gateway reads and writes anew.
     */
    void markNamedByConnection(byte[] name, int start, int end) {
        byte[] folded = Ascii.folded(name, start, end);
        for (int i = 0; i < count; i++) {
            int id = id(i);
            boolean fixed = id == FieldName.CONTENT_LENGTH || FieldName.isReadHere(id);
            if (!fixed && nameEquals(i, folded)) {
                id(i, FieldName.NAMED_BY_CONNECTION);
            }
        }
    }

    /** Gives a field another number, when the message says that it means something else. */
    void id(int field, int id) {
        table[field * STRIDE] = id;
    }

    /** The bytes lie, at the same places, in another array from now on. */
    void moveTo(byte[] newBytes) {
        bytes = newBytes;
    }

    void clear(byte[] newBytes) {
        bytes = newBytes;
        count = 0;
        asSent = true;
    }

    void add(int id, int nameStart, int nameEnd, int valueStart, int valueEnd, int lineEnd) {
        int at = count * STRIDE;
        if (at == table.length) {
            table = Arrays.copyOf(table, table.length * 2);
        }
        table[at] = id;
        table[at + 1] = nameStart;
        table[at + 2] = nameEnd;
        table[at + 3] = valueStart;
        table[at + 4] = valueEnd;
        table[at + 5] = lineEnd;
        count++;
    }
}
