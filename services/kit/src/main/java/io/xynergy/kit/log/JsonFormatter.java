package io.xynergy.kit.log;

import io.xynergy.kit.json.JsonWriter;
import java.util.Set;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** One JSON object a line: time, level, logger, message, the fields, exception. */
final class JsonFormatter extends LineFormatter {

    private static final Set<String> RESERVED =
            Set.of("time", "level", "logger", "message", "exception");

    @Override
    public String format(LogRecord entry) {
        var json = new JsonWriter().openObject();
        json.member("time", entry.getInstant().toString());
        json.member("level", levelName(entry.getLevel()));
        json.member("logger", bounded(String.valueOf(entry.getLoggerName()), MAX_FIELD));
        json.member("message", message(entry));
        fields(json, LogContext.fields().toArray());
        fields(json, entry.getParameters());
        if (entry.getThrown() != null) {
            json.member("exception", trace(entry.getThrown()));
        }
        return json.closeObject() + "\n";
    }

    private static void fields(JsonWriter json, Object @Nullable [] parameters) {
        if (parameters == null) {
            return;
        }
        int written = 0;
        for (Object parameter : parameters) {
            if (parameter instanceof LogField field && written < MAX_FIELDS) {
                written++;
                String name = field.name();
                json.name(RESERVED.contains(name) ? "field." + name : bounded(name, MAX_FIELD));
                value(json, field.value());
            }
        }
    }

    private static void value(JsonWriter json, @Nullable Object value) {
        switch (value) {
            case null -> json.value((String) null);
            case Integer number -> json.value(number.longValue());
            case Long number -> json.value(number);
            case Double number -> json.value(number);
            case Boolean truth -> json.value(truth);
            default -> json.value(bounded(String.valueOf(value), MAX_FIELD));
        }
    }
}
