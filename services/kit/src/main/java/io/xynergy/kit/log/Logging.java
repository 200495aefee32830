package io.xynergy.kit.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Sets up the process's log, once, before anything else logs.
 *
 * <p>Lines go to standard error, because standard output belongs to the access log.
 */
public final class Logging {

    /** Libraries that announce themselves at info; they speak from warning on. */
    private static final List<String> QUIET =
            List.of("com.zaxxer", "io.helidon", "io.micrometer", "jdk", "org.flywaydb", "sun");

    /** Logs with a stack trace that it cannot bind, which the admin listener throws in one line. */
    private static final String SILENT = "io.helidon.webserver.LoomServer";

    /** Held here because JUL keeps only weak references to loggers and would forget the levels. */
    private static volatile List<Logger> kept = List.of();

    private Logging() {}

    /** Configures the log from the environment, readable where standard error is a terminal. */
    public static void configure(Map<String, String> environment) {
        configure(
                LogSettings.from(environment, terminal()),
                new FileOutputStream(FileDescriptor.err));
    }

    /** Configures the log with the given settings and destination. */
    public static void configure(LogSettings settings, OutputStream out) {
        keepLoggingInShutdownHooks();
        LogManager.getLogManager().reset();
        LineFormatter formatter =
                switch (settings.format()) {
                    case JSON -> new JsonFormatter();
                    case TEXT -> new TextFormatter(ZoneId.systemDefault());
                };
        Handler handler = new LineHandler(formatter, out);
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        Level level = julLevel(settings.level());
        root.setLevel(level);
        root.addHandler(handler);
        if (level.intValue() >= Level.INFO.intValue()) {
            Level quiet = level.intValue() > Level.WARNING.intValue() ? level : Level.WARNING;
            kept = Stream.concat(QUIET.stream(), Stream.of(SILENT)).map(Logger::getLogger).toList();
            kept.forEach(logger -> logger.setLevel(quiet));
            kept.getLast().setLevel(Level.OFF);
        }
    }

    /** Whether a person sees standard error, whatever the other streams are connected to. */
    @SuppressWarnings("SystemConsoleNull") // it is null where there is no terminal, since JDK 25
    private static boolean terminal() {
        Path link = Path.of("/proc/self/fd/2");
        try {
            if (Files.isSymbolicLink(link)) {
                String target = Files.readSymbolicLink(link).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            }
        } catch (IOException _) {
            return false;
        }
        return System.console() != null;
    }

    private static void keepLoggingInShutdownHooks() {
        String property = "java.util.logging.manager";
        if (System.getProperty(property) == null) {
            System.setProperty(property, LastingLogManager.class.getName());
        }
    }

    private static Level julLevel(System.Logger.Level level) {
        return switch (level) {
            case ALL -> Level.ALL;
            case TRACE -> Level.FINER;
            case DEBUG -> Level.FINE;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.SEVERE;
            case OFF -> Level.OFF;
        };
    }
}
