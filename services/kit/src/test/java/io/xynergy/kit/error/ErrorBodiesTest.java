package io.xynergy.kit.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class ErrorBodiesTest {

    private final ErrorBodies errors =
            new ErrorBodies(InstantSource.fixed(Instant.parse("2026-02-03T04:05:06.007Z")));

    @Test
    void writesTheFourFieldsInTheirOrder() {
        assertThat(text(errors.write("no_route", "No route matches.", "abc")))
                .isEqualTo(
                        "{\"error\":{\"code\":\"no_route\",\"message\":\"No route matches.\","
                                + "\"requestId\":\"abc\",\"timestamp\":\"2026-02-03T04:05:06.007Z\"}}");
    }

    @Test
    void escapesWhatACallerMayHaveSent() {
        assertThat(text(errors.write("bad", "no \"host\"\n", "a\\b")))
                .contains("\"message\":\"no \\\"host\\\"\\n\"", "\"requestId\":\"a\\\\b\"");
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
