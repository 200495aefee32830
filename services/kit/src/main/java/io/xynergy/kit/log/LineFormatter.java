package io.xynergy.kit.log;

import java.io.PrintWriter;
import java.io.Writer;
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

    /** Longest stack trace in chars. */
    static final int MAX_TRACE = 8192;

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

    static String trace(Throwable thrown) {
        var text = new BoundedText(MAX_TRACE);
        thrown.printStackTrace(new PrintWriter(text, true));
        return text.toString().stripTrailing();
    }

    /** Collects chars up to a limit, so that a deep cause chain costs bounded memory. */
    private static final class BoundedText extends Writer {

        private final StringBuilder text = new StringBuilder(512);
        private final int limit;
        private long dropped;

        BoundedText(int limit) {
            this.limit = limit;
        }

        @Override
        public void write(char[] chars, int start, int length) {
            int taken = Math.min(length, limit - text.length());
            text.append(chars, start, taken);
            dropped += length - taken;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return dropped == 0 ? text.toString() : text + "…(" + dropped + " more)";
        }
    }
}
