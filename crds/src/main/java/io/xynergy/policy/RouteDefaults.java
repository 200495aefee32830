package io.xynergy.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What every route starts from; a route's own field replaces the same field here. */
public record RouteDefaults(
        @Nullable RouteAuth auth,
        @Default("30s") Duration timeout,
        @Nullable ByteSize maxRequestBody,
        @Nullable ByteSize maxResponseBody,
        @Nullable CompressionSpec compression,
        @Nullable List<RateLimitSpec> rateLimits,
        @Default("{attempts: 1, \"on\": [ConnectFailure]}") RetrySpec retry) {

    public RouteDefaults {
        rateLimits = rateLimits == null ? null : List.copyOf(rateLimits);
    }
}
