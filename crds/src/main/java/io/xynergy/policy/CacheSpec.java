package io.xynergy.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps responses: by their own Cache-Control ({@code mode: Rfc}) or for a fixed time ({@code
 * ttl}).
 *
 * @param override keeps also what the upstream marks as not to be stored
 * @param vary request headers whose values keep responses apart
 * @param tags names under which answers can be purged together
 * @param maxEntry larger responses are not kept
 */
public record CacheSpec(
        @Nullable Mode mode,
        @Nullable Duration ttl,
        @Nullable Scope scope,
        @Default("false") boolean override,
        @Default("[GET, HEAD]") List<String> methods,
        @Nullable Query query,
        List<String> vary,
        List<String> tags,
        @Nullable Duration staleWhileRevalidate,
        @Nullable Duration staleIfError,
        @Default("1Mi") ByteSize maxEntry) {

    public CacheSpec {
        methods = List.copyOf(methods);
        vary = List.copyOf(vary);
        tags = List.copyOf(tags);
    }

    /** A way of caching that needs no time of its own. */
    public enum Mode {
        RFC
    }

    /** Who shares a response. */
    public enum Scope {
        PUBLIC,
        TENANT,
        USER
    }

    /** Which query parameters keep responses apart; exactly one is set. */
    public record Query(@Nullable List<String> include, @Nullable List<String> ignore) {

        public Query {
            include = include == null ? null : List.copyOf(include);
            ignore = ignore == null ? null : List.copyOf(ignore);
        }
    }
}
