package io.xynergy.kit.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class FormatterTest {

    private final JsonFormatter json = new JsonFormatter();
    private final TextFormatter text = new TextFormatter(ZoneOffset.UTC);

    @Test
    void jsonHoldsTimeLevelLoggerMessageAndFields() {
        LogRecord entry =
                entry(
                        Level.WARNING,
                        "swapped {0}",
                        LogField.of("policy", "p\"1"),
                        LogField.of("revision", 7));

        assertThat(json.format(entry))
                .isEqualTo(
                        "{\"time\":\"2026-02-03T04:05:06.007Z\",\"level\":\"WARNING\","
                                + "\"logger\":\"io.xynergy.X\",\"message\":\"swapped p\\\"1\","
                                + "\"policy\":\"p\\\"1\",\"revision\":7}\n");
    }

    @Test
    void aFieldCannotTakeTheNameOfAnother() {
        LogRecord entry = entry(Level.INFO, "x", LogField.of("level", "forged"));

        assertThat(json.format(entry)).contains("\"level\":\"INFO\"", "\"field.level\":\"forged\"");
    }

    @Test
    void anExceptionIsAFieldOnTheSameLine() {
        LogRecord entry = entry(Level.SEVERE, "broke");
        entry.setThrown(new IllegalStateException("outer", new RuntimeException("inner")));

        assertThat(json.format(entry))
                .contains("\"level\":\"ERROR\"")
                .contains("\"exception\":\"java.lang.IllegalStateException: outer\\n\\tat ")
                .contains("\\nCaused by: java.lang.RuntimeException: inner\\n\\tat ")
                .endsWith("}\n")
                .hasLineCount(1);
    }

    @Test
    void aLineIsBoundedWhateverIsLogged() {
        LogField[] fields = new LogField[100];
        Arrays.setAll(fields, i -> LogField.of("f" + i, "v".repeat(100_000)));
        LogRecord entry = entry(Level.INFO, "m".repeat(1_000_000), (Object[]) fields);
        Throwable thrown = new RuntimeException("root");
        for (int i = 0; i < 100; i++) {
            thrown = new RuntimeException("e".repeat(1_000_000), thrown);
        }
        entry.setThrown(thrown);

        assertThat(json.format(entry)).hasSizeLessThan(48_000).endsWith("\\n… more causes\"}\n");
        assertThat(text.format(entry)).hasSizeLessThan(48_000);
    }

    @Test
    void textShowsFieldsAfterTheMessageAndTheTraceBelow() {
        LogRecord entry = entry(Level.FINE, "swapped", LogField.of("digest", "abc"));
        entry.setThrown(new IllegalStateException("why"));

        assertThat(text.format(entry))
                .startsWith(
                        "04:05:06.007 DEBUG   swapped  digest=abc\n"
                                + "java.lang.IllegalStateException: why\n\tat ");
    }

    @Test
    void textDoesNotPassControlCharactersToTheTerminal() {
        assertThat(text.format(entry(Level.INFO, "a\u001b[2Jb\nc\u009bd\r")))
                .isEqualTo("04:05:06.007 INFO    a?[2Jb\n    c?d?\n");
    }

    @Test
    void aMessageThatIsNoPatternIsShownAsItIs() {
        assertThat(json.format(entry(Level.INFO, "{\"a\": '{'}", "unused")))
                .contains("\"message\":\"{\\\"a\\\": '{'}\"");
    }

    private static LogRecord entry(Level level, String message, Object... parameters) {
        var entry = new LogRecord(level, message);
        entry.setInstant(Instant.parse("2026-02-03T04:05:06.007Z"));
        entry.setLoggerName("io.xynergy.X");
        entry.setParameters(parameters);
        return entry;
    }
}
