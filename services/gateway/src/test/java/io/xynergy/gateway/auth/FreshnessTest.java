package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an issuer's response may be used (RFC 9111, 4.2). */
final class FreshnessTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "public, max-age=3600, must-revalidate | - | 3600",
                "MAX-AGE=3600 | - | 3600",
                "max-age=3600 | 600 | 3000",
                "max-age=3600 | 4000 | 300",
                "max-age=0 | - | 300",
                "max-age=999999999999999999999 | - | 43200",
                "max-age=x | - | 300",
                "max-age=3600 | x | 3600",
                "max-age= | - | 300",
                "no-cache, max-age=3600 | - | 300",
                "no-store | - | 300",
                "private | - | 900",
                "- | - | 900"
            })
    void itIsWhatTheIssuerSaysWithinBounds(
            @Nullable String cacheControl, @Nullable String age, long seconds) {
        String control = cacheControl == null ? "" : cacheControl;
        assertThat(Freshness.of(control, age == null ? "0" : age))
                .isEqualTo(Duration.ofSeconds(seconds));
    }
}
