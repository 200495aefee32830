package io.xynergy.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HttpDateTest {

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("1994-11-06T08:49:37.999Z"));
    private final HttpDate date = new HttpDate(now::get);

    private String line() {
        return new String(date.line(), US_ASCII);
    }

    @Test
    void hasTheFormOfTheStandard() {
        assertThat(line()).isEqualTo("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n");
    }

    @Test
    void changesWithTheSecondAndOnlyThen() {
        byte[] first = date.line();
        now.set(Instant.parse("1994-11-06T08:49:37.000Z"));
        assertThat(date.line()).isSameAs(first);

        now.set(Instant.parse("1994-11-06T08:49:38Z"));
        assertThat(line()).isEqualTo("Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n");
    }

    @Test
    void followsAClockThatIsSetBack() {
        date.line();
        now.set(Instant.parse("1970-01-01T00:00:00Z"));

        assertThat(line()).isEqualTo("Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n");
    }
}
