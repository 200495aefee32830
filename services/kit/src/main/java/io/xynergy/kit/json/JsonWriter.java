package io.xynergy.kit.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON document from front to back; names and nesting are the caller's responsibility.
 *
 * <p>Unpaired surrogates become U+FFFD, so that the result is always valid UTF-8.
 */
public final class JsonWriter {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text = new StringBuilder(256);
    private boolean comma;

    /** Opens an object, as a value. */
    public JsonWriter openObject() {
        separate();
        text.append('{');
        comma = false;
        return this;
    }

    /** Closes the innermost object. */
    public JsonWriter closeObject() {
        text.append('}');
        comma = true;
        return this;
    }

    /** Opens an array, as a value. */
    public JsonWriter openArray() {
        separate();
        text.append('[');
        comma = false;
        return this;
    }

    /** Closes the innermost array. */
    public JsonWriter closeArray() {
        text.append(']');
        comma = true;
        return this;
    }

    /** Writes a member's name; its value comes next. */
    public JsonWriter name(String name) {
        separate();
        quote(name);
        text.append(':');
        comma = false;
        return this;
    }

    /** Writes a string, or {@code null}. */
    public JsonWriter value(@Nullable String value) {
        separate();
        if (value == null) {
            text.append("null");
        } else {
            quote(value);
        }
        comma = true;
        return this;
    }

    /** Writes a whole number. */
    public JsonWriter value(long value) {
        separate();
        text.append(value);
        comma = true;
        return this;
    }

    /** Writes a number; what JSON cannot say (NaN, infinities) becomes {@code null}. */
    public JsonWriter value(double value) {
        separate();
        if (Double.isFinite(value)) {
            text.append(value);
        } else {
            text.append("null");
        }
        comma = true;
        return this;
    }

    /** Writes a truth value. */
    public JsonWriter value(boolean value) {
        separate();
        text.append(value);
        comma = true;
        return this;
    }

    /** Writes a member with a string value. */
    public JsonWriter member(String name, @Nullable String value) {
        return name(name).value(value);
    }

    /** Writes a member with a whole number. */
    public JsonWriter member(String name, long value) {
        return name(name).value(value);
    }

    /** Writes a member with a truth value. */
    public JsonWriter member(String name, boolean value) {
        return name(name).value(value);
    }

    /** The document so far in UTF-8. */
    public byte[] toBytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void separate() {
        if (comma) {
            text.append(',');
        }
    }

    private void quote(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20 || c == 0x7f) {
                escape(c);
            } else if (Character.isSurrogate(c)) {
                i += surrogate(value, i);
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    private void escape(char c) {
        switch (c) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> text.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 0xf]);
        }
    }

    /** Writes the character at {@code i}; returns how many further chars it took. */
    private int surrogate(String value, int i) {
        char high = value.charAt(i);
        if (Character.isHighSurrogate(high)
                && i + 1 < value.length()
                && Character.isLowSurrogate(value.charAt(i + 1))) {
            text.append(high).append(value.charAt(i + 1));
            return 1;
        }
        text.append('\uFFFD');
        return 0;
    }
}
