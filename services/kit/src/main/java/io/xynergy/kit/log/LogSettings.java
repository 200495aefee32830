package io.xynergy.kit.log;

import java.util.Locale;
import java.util.Map;

/**
 * What the log shows and how.
 *
 * @param level the least severe level that is written
 */
public record LogSettings(LogFormat format, System.Logger.Level level) {

    /** Environment variable with a {@link System.Logger.Level}, in any case; default: info. */
    public static final String LEVEL_VARIABLE = "XYNERGY_LOG_LEVEL";

    /** Environment variable with a {@link LogFormat}, in any case; default: by the terminal. */
    public static final String FORMAT_VARIABLE = "XYNERGY_LOG_FORMAT";

    /**
     * Reads the settings from environment variables.
     *
     * @param terminal whether a person looks at the output, so that text is the default
     * @throws IllegalArgumentException naming the variable, its value and what it may be
     */
    public static LogSettings from(Map<String, String> environment, boolean terminal) {
        return new LogSettings(
                choice(
                        environment,
                        FORMAT_VARIABLE,
                        LogFormat.class,
                        terminal ? LogFormat.TEXT : LogFormat.JSON),
                choice(
                        environment,
                        LEVEL_VARIABLE,
                        System.Logger.Level.class,
                        System.Logger.Level.INFO));
    }

    private static <E extends Enum<E>> E choice(
            Map<String, String> environment, String variable, Class<E> type, E otherwise) {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        var names = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value.strip())) {
                return constant;
            }
            names.append(names.isEmpty() ? "" : ", ").append(constant.name());
        }
        throw new IllegalArgumentException(
                "%s=%s: expected one of %s"
                        .formatted(variable, value, names.toString().toLowerCase(Locale.ROOT)));
    }
}
