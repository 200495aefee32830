package io.xynergy.kit.log;

import org.jspecify.annotations.Nullable;

/**
 * A named value beside a log message, given as one of its parameters.
 *
 * <p>{@code logger.log(INFO, "policy swapped", LogField.of("digest", digest))} prints {@code
 * "digest":"…"} as a member of the JSON line, or {@code digest=…} after the message on a terminal.
 *
 * @param name a JSON member name other than the line's own ones
 */
public record LogField(String name, @Nullable Object value) {

    /** A field with the given name and value. */
    public static LogField of(String name, @Nullable Object value) {
        return new LogField(name, value);
    }

    /** The value's text, so that a field can also stand for a placeholder of the message. */
    @Override
    public String toString() {
        return String.valueOf(value);
    }
}
