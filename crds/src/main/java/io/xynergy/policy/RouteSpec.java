package io.xynergy.policy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which requests go where, and what happens to them on the way. An absent field from {@code auth}
 * to {@code retry} is taken from the defaults.
 *
 * @param match alternatives; empty: every request
 * @param to services by weight; empty exactly when {@code redirect} is set
 * @param upgrades protocols that clients may change to; absent: {@code websocket}
 */
public record RouteSpec(
        String name,
        List<MatchSpec> match,
        List<Target> to,
        @Nullable Redirect redirect,
        @Nullable Mirror mirror,
        @Nullable Rewrite rewrite,
        @Nullable Headers headers,
        @Nullable RouteAuth auth,
        @Nullable Duration timeout,
        @Nullable ByteSize maxRequestBody,
        @Nullable ByteSize maxResponseBody,
        @Nullable CompressionSpec compression,
        @Nullable List<RateLimitSpec> rateLimits,
        @Nullable RetrySpec retry,
        @Nullable CacheSpec cache,
        @Default("false") boolean allowEncodedSlashes,
        @Nullable List<String> upgrades,
        @Nullable Path path) {

    public RouteSpec {
        match = List.copyOf(match);
        to = List.copyOf(to);
        rateLimits = rateLimits == null ? null : List.copyOf(rateLimits);
        upgrades = upgrades == null ? null : List.copyOf(upgrades);
    }

    /** What is done with the path before the service gets it. */
    public record Path(@Default("Full") PathNormalization normalize) {}

    /** A service, its share of the requests, and the headers that only it gets. */
    public record Target(
            String service, @Default("1") int weight, @Nullable RequestHeaders headers) {}

    /** Edits of the request alone. */
    public record RequestHeaders(@Nullable HeaderEdits request) {}

    /** Edits of the request and of the response. */
    public record Headers(@Nullable HeaderEdits request, @Nullable HeaderEdits response) {}

    /** Header edits in their order of effect: remove, then set, then add. */
    public record HeaderEdits(
            List<String> remove, Map<String, String> set, Map<String, String> add) {

        public HeaderEdits {
            remove = List.copyOf(remove);
            set = Collections.unmodifiableMap(new TreeMap<>(set));
            add = Collections.unmodifiableMap(new TreeMap<>(add));
        }
    }

    /** Sends a copy of a share of the requests; its responses are dropped. */
    public record Mirror(String service, @Default("100") int percent) {}

    /** Answers with a redirect; absent parts are taken from the request. */
    public record Redirect(
            @Default("302") int status,
            @Nullable UrlScheme scheme,
            @Nullable String host,
            @Nullable Integer port,
            @Nullable String path,
            @Nullable String prefix) {}

    /** Changes the forwarded target; at most one of prefix, path and regex. */
    public record Rewrite(
            @Nullable String prefix,
            @Nullable String path,
            @Nullable String regex,
            @Nullable String replace,
            @Nullable String host) {}
}
