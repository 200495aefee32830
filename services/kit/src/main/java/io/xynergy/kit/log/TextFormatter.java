package io.xynergy.kit.log;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** A line for a terminal: local time, level, message, fields; the stack trace below. */
final class TextFormatter extends LineFormatter {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final ZoneId zone;

    TextFormatter(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public String format(LogRecord entry) {
        var line = new StringBuilder(128);
        line.append(TIME.format(entry.getInstant().atZone(zone)));
        line.append(' ').append(levelName(entry.getLevel()));
        line.append(" ".repeat(8 - levelName(entry.getLevel()).length()));
        plain(line, message(entry));
        fields(line, LogContext.fields().toArray());
        fields(line, entry.getParameters());
        line.append('\n');
        if (entry.getThrown() != null) {
            line.append(trace(entry.getThrown())).append('\n');
        }
        return line.toString();
    }

    private static void fields(StringBuilder line, Object @Nullable [] parameters) {
        if (parameters == null) {
            return;
        }
        int written = 0;
        for (Object parameter : parameters) {
            if (parameter instanceof LogField field && written < MAX_FIELDS) {
                written++;
                line.append("  ").append(bounded(field.name(), MAX_FIELD)).append('=');
                plain(line, bounded(field.toString(), MAX_FIELD));
            }
        }
    }

    /** Control characters could rewrite the terminal or forge a line, so they show as {@code ?}. */
    private static void plain(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                line.append("\n    ");
            } else {
                line.append(Character.isISOControl(c) && c != '\t' ? '?' : c);
            }
        }
    }
}
