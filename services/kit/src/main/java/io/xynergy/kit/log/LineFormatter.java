package io.xynergy.kit.log;

import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** What both formats share: names of levels, bounds of texts, stack traces. */
abstract sealed class LineFormatter extends Formatter permits JsonFormatter, TextFormatter {

    /** Longest message in chars. */
    static final int MAX_MESSAGE = 4096;

    /** Longest value of one field in chars. */
    static final int MAX_FIELD = 1024;

    /** Most fields on a line. */
    static final int MAX_FIELDS = 16;

    /** Most exceptions of a chain of causes. */
    private static final int MAX_CAUSES = 5;

    /** Most frames of each of them, and the longest frame in chars. */
    private static final int MAX_FRAMES = 12;

    private static final int MAX_FRAME = 256;

    static String bounded(String text, int limit) {
        return text.length() <= limit
                ? text
                : text.substring(0, limit) + "…(" + (text.length() - limit) + " more)";
    }

    static String levelName(Level level) {
        int value = level.intValue();
        if (value >= Level.SEVERE.intValue()) {
            return "ERROR";
        }
        if (value >= Level.WARNING.intValue()) {
            return "WARNING";
        }
        if (value >= Level.INFO.intValue()) {
            return "INFO";
        }
        return value >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
    }

    final String message(LogRecord entry) {
        String message = formatMessage(entry);
        return message == null ? "" : bounded(message, MAX_MESSAGE);
    }

    /** The chain of causes, each with its message and the top of its stack. */
    static String trace(Throwable thrown) {
        var text = new StringBuilder(512);
        Throwable current = thrown;
        for (int depth = 0; current != null && depth < MAX_CAUSES; depth++) {
            text.append(depth == 0 ? "" : "\nCaused by: ");
            text.append(bounded(described(current), MAX_FIELD));
            frames(text, current.getStackTrace());
            current = current.getCause();
        }
        return current == null ? text.toString() : text.append("\n… more causes").toString();
    }

    /** An exception's own words; one that fails to speak must not silence the log. */
    private static String described(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (RuntimeException _) {
            return thrown.getClass().getName();
        }
    }

    private static void frames(StringBuilder text, StackTraceElement[] frames) {
        int shown = Math.min(frames.length, MAX_FRAMES);
        for (int i = 0; i < shown; i++) {
            text.append("\n\tat ").append(bounded(frames[i].toString(), MAX_FRAME));
        }
        if (shown < frames.length) {
            text.append("\n\t… ").append(frames.length - shown).append(" more");
        }
    }
}
