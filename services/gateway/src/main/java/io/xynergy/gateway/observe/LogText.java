package io.xynergy.gateway.observe;

import io.xynergy.kit.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A text of the access log that is known before the request: escaped once, copied for each line.
 *
 * <p>Made when a configuration is compiled or a connection accepted, never on the hot path.
 */
public final class LogText {

    /** Longest text in chars; the rest is cut off. */
    static final int MAX_CHARS = 256;

    /** The text as the inside of a JSON string. */
    final byte[] bytes;

    private LogText(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The text, cut to {@value #MAX_CHARS} chars. */
    public static LogText of(String text) {
        String bounded = text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS);
        byte[] quoted = new JsonWriter().value(bounded).toString().getBytes(StandardCharsets.UTF_8);
        return new LogText(Arrays.copyOfRange(quoted, 1, quoted.length - 1));
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
