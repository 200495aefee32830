package io.xynergy.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long an issuer's answer may be used (RFC 9111, 4.2). */
final class FreshnessTest {

    private static Duration of(@Nullable String cacheControl, @Nullable String age) {
        Map<String, List<String>> headers = new HashMap<>();
        if (cacheControl != null) {
            headers.put("Cache-Control", List.of(cacheControl));
        }
        if (age != null) {
            headers.put("Age", List.of(age));
        }
        return Freshness.of(HttpHeaders.of(headers, (_, _) -> true));
    }

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
        assertThat(of(cacheControl, age)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void severalLinesAreOneList() {
        HttpHeaders headers =
                HttpHeaders.of(
                        Map.of("Cache-Control", List.of("public", "max-age=600")), (_, _) -> true);

        assertThat(Freshness.of(headers)).isEqualTo(Duration.ofMinutes(10));
    }
}
