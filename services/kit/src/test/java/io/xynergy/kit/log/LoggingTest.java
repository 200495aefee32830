package io.xynergy.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoggingTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void restore() throws IOException {
        LogManager.getLogManager().readConfiguration();
    }

    @Test
    void systemLoggersWriteOneLineEach() {
        Logging.configure(new LogSettings(LogFormat.JSON, Level.INFO), out);
        Logger logger = System.getLogger("io.xynergy.test");

        logger.log(Level.INFO, "one", LogField.of("n", 1));
        logger.log(Level.DEBUG, "hidden");
        logger.log(Level.ERROR, "two", new IllegalStateException("x"));

        assertThat(lines()).hasSize(2);
        assertThat(lines()[0]).endsWith("\"message\":\"one\",\"n\":1}");
        assertThat(lines()[1]).contains("\"exception\":\"java.lang.IllegalStateException: x");
    }

    @Test
    void librariesSpeakFromWarningOn() {
        Logging.configure(new LogSettings(LogFormat.JSON, Level.INFO), out);

        System.getLogger("io.helidon.something").log(Level.INFO, "hello");
        System.getLogger("io.helidon.something").log(Level.WARNING, "careful");

        assertThat(lines()).singleElement().asString().contains("careful");
    }

    @Test
    void librariesSpeakInFullWhenDebugging() {
        Logging.configure(new LogSettings(LogFormat.JSON, Level.DEBUG), out);

        System.getLogger("io.helidon.other").log(Level.INFO, "hello");

        assertThat(lines()).singleElement().asString().contains("hello");
    }

    @Test
    void offIsOff() {
        Logging.configure(new LogSettings(LogFormat.TEXT, Level.OFF), out);

        System.getLogger("io.helidon.something").log(Level.ERROR, "x");
        System.getLogger("io.xynergy.test").log(Level.ERROR, "x");

        assertThat(out.size()).isZero();
    }

    private String[] lines() {
        String text = out.toString(StandardCharsets.UTF_8);
        return text.isEmpty() ? new String[0] : text.split("\n");
    }
}
