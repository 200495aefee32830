package io.xynergy.kit.log;

import java.util.List;
import java.util.stream.Stream;

/** Fields that every log line of one piece of work carries, such as a request's id. */
public final class LogContext {

    private static final ScopedValue<List<LogField>> FIELDS = ScopedValue.newInstance();

    private LogContext() {}

    /** Runs work whose log lines carry the fields, after those that it has already. */
    public static void run(List<LogField> fields, Runnable work) {
        List<LogField> all = Stream.concat(fields().stream(), fields.stream()).toList();
        ScopedValue.where(FIELDS, all).run(work);
    }

    static List<LogField> fields() {
        return FIELDS.orElse(List.of());
    }
}
