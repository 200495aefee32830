package io.xynergy.gateway.auth;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** How long a key set may be used before it is fetched again (RFC 9111, 4.2). */
final class Freshness {

    static final Duration SHORTEST = Duration.ofMinutes(5);
    static final Duration LONGEST = Duration.ofHours(12);

    /** Without a word from the issuer. */
    static final Duration USUAL = Duration.ofMinutes(15);

    private static final String MAX_AGE = "max-age=";

    private Freshness() {}

    /** What {@code Cache-Control} and {@code Age} say, within bounds. */
    static Duration of(HttpHeaders headers) {
        List<String> directives =
                headers.allValues("Cache-Control").stream()
                        .flatMap(value -> Stream.of(value.split(",", -1)))
                        .map(directive -> directive.strip().toLowerCase(Locale.ROOT))
                        .toList();
        if (directives.contains("no-store") || directives.contains("no-cache")) {
            return SHORTEST;
        }
        return directives.stream()
                .filter(directive -> directive.startsWith(MAX_AGE))
                .map(directive -> seconds(directive.substring(MAX_AGE.length())))
                .findFirst()
                .map(maxAge -> bounded(maxAge - age(headers)))
                .orElse(USUAL);
    }

    private static long age(HttpHeaders headers) {
        return headers.firstValue("Age").map(age -> seconds(age.strip())).orElse(0L);
    }

    private static Duration bounded(long seconds) {
        return Duration.ofSeconds(Math.clamp(seconds, SHORTEST.toSeconds(), LONGEST.toSeconds()));
    }

    /** Whole seconds; 0 for what is none, so that it counts as old. */
    private static long seconds(String text) {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? Long.parseLong(text, 0, Math.min(text.length(), 9), 10) : 0;
    }
}
