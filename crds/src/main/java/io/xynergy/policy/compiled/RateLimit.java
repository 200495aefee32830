package io.xynergy.policy.compiled;

import io.xynergy.policy.RateLimitSpec;
import org.jspecify.annotations.Nullable;

/**
 * A limit of requests per time for each caller.
 *
 * @param header lower-case name, set exactly when {@code by} is HEADER
 */
public record RateLimit(
        String name,
        int requests,
        long perMillis,
        int burst,
        RateLimitSpec.By by,
        @Nullable String header,
        boolean shadow,
        RateLimitSpec.OnRedisDown onRedisDown) {}
