package io.xynergy.cli.echo;

import io.helidon.common.uri.UriQuery;
import java.time.Duration;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the query of a request asks the echo to do instead of answering at once with 200.
 *
 * @param delay how long to wait before the response
 * @param status the status to answer with
 * @param close close the connection without a response
 * @param bytes the length of a generated body; negative: describe the request instead
 * @param chunked send a generated body in chunks instead of with its length
 * @param interval the time between two server-sent events
 * @param count how many server-sent events to send
 */
record EchoWish(
        Duration delay,
        int status,
        boolean close,
        long bytes,
        boolean chunked,
        Duration interval,
        long count) {

    static final Duration LONGEST = Duration.ofHours(1);
    private static final long MOST_EVENTS = 1_000_000;
    private static final Pattern DURATION = Pattern.compile("(\\d{1,7})(ms|s|m)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(Ki|Mi|Gi|)");

    /**
     * Reads the wish from a query.
     *
     * @throws IllegalArgumentException with a message for the caller when a value cannot be read
     */
    static EchoWish of(UriQuery query) {
        return new EchoWish(
                duration(query, "delay", Duration.ZERO),
                (int) number(query, "status", 200, 200, 599),
                number(query, "close", 0, 0, 1) == 1,
                size(query, "bytes"),
                number(query, "chunked", 0, 0, 1) == 1,
                duration(query, "interval", Duration.ofSeconds(1)),
                number(query, "count", MOST_EVENTS, 1, MOST_EVENTS));
    }

    private static long number(UriQuery query, String key, long absent, long least, long most) {
        String text = query.first(key).orElse(Long.toString(absent));
        long value = text.matches("\\d{1,12}") ? Long.parseLong(text) : -1;
        if (value < least || value > most) {
            throw refused(key, text, "a number from " + least + " to " + most);
        }
        return value;
    }

    private static Duration duration(UriQuery query, String key, Duration absent) {
        String text = query.first(key).orElse(absent.toMillis() + "ms");
        Matcher matcher = DURATION.matcher(text);
        if (matcher.matches()) {
            Duration value = unit(matcher.group(2)).apply(Long.parseLong(matcher.group(1)));
            if (value.compareTo(LONGEST) <= 0) {
                return value;
            }
        }
        throw refused(key, text, "a duration like 200ms, 2s or 1m, at most 60m");
    }

    private static LongFunction<Duration> unit(String name) {
        return switch (name) {
            case "ms" -> Duration::ofMillis;
            case "s" -> Duration::ofSeconds;
            default -> Duration::ofMinutes;
        };
    }

    private static long size(UriQuery query, String key) {
        if (!query.contains(key)) {
            return -1;
        }
        Matcher matcher = SIZE.matcher(query.get(key));
        if (!matcher.matches()) {
            throw refused(key, query.get(key), "a size like 512, 64Ki, 10Mi or 2Gi");
        }
        int shift =
                switch (matcher.group(2)) {
                    case "Ki" -> 10;
                    case "Mi" -> 20;
                    case "Gi" -> 30;
                    default -> 0;
                };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    private static IllegalArgumentException refused(String key, String text, String expected) {
        return new IllegalArgumentException("?" + key + "=" + text + ": expected " + expected);
    }
}
