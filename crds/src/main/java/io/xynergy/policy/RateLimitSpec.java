package io.xynergy.policy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A limit of requests per time for each caller.
 *
 * @param burst how many at once; absent: as many as {@code requests}
 * @param header whose value tells callers apart when {@code by} is Header
 * @param shadow counts and reports, but lets through
 * @param onRedisDown what happens when the shared count cannot be reached
 * @param responseHeaders whether responses say what is left
 */
public record RateLimitSpec(
        String name,
        int requests,
        Duration per,
        @Nullable Integer burst,
        By by,
        @Nullable String header,
        @Default("false") boolean shadow,
        @Default("Local") OnRedisDown onRedisDown,
        @Default("true") boolean responseHeaders) {

    /** What tells callers apart. */
    public enum By {
        USER,
        TENANT,
        API_KEY,
        IP,
        ROUTE,
        HEADER
    }

    /** Local: each pod has its share of the limit; Deny: the request is refused. */
    public enum OnRedisDown {
        LOCAL,
        DENY
    }
}
