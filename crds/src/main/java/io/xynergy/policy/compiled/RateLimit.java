package io.xynergy.policy.compiled;

import io.xynergy.policy.RateLimitSpec;
import org.jspecify.annotations.Nullable;

/**
 * A limit of requests per time for each caller.
 *
 * @param header lower-case name, set exactly when {@code by} is HEADER
 * @param responseHeaders false: responses do not say what is left; absent: they do
 */
public record RateLimit(
        String name,
        int requests,
        long perMillis,
        int burst,
        RateLimitSpec.By by,
        @Nullable String header,
        boolean shadow,
        RateLimitSpec.OnRedisDown onRedisDown,
        @Nullable Boolean responseHeaders) {

    /** The same for all limits that count the same. */
    public RateLimit counted() {
        return responseHeaders == null
                ? this
                : new RateLimit(
                        name, requests, perMillis, burst, by, header, shadow, onRedisDown, null);
    }
}
