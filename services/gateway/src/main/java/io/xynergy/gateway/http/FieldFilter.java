package io.xynergy.gateway.http;

/** Which fields of a message stay behind when it goes on, by their names. */
public interface FieldFilter {

    /** Whether the field with the name {@code bytes[start, end)} stays behind. */
    boolean drops(byte[] bytes, int start, int end);

    /** Whether every field passes, so that none has to be looked at. */
    boolean dropsNothing();

    /** Whether a field of a message stays behind. */
    default boolean drops(Fields fields, int field) {
        return drops(fields.bytes(), fields.nameStart(field), fields.nameEnd(field));
    }
}
