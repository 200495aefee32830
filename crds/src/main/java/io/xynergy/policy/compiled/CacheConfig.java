package io.xynergy.policy.compiled;

import io.xynergy.policy.CacheSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a route's responses are kept.
 *
 * @param ttlMillis absent: the response's own Cache-Control decides
 * @param scope absent: as public, by the rules for shared caches
 * @param queryInclude only these parameters keep responses apart; absent: see {@code queryIgnore}
 * @param queryIgnore all parameters but these keep responses apart; absent: all do
 * @param vary lower-case names
 */
public record CacheConfig(
        @Nullable Long ttlMillis,
        CacheSpec.@Nullable Scope scope,
        boolean override,
        List<String> methods,
        @Nullable List<String> queryInclude,
        @Nullable List<String> queryIgnore,
        List<String> vary,
        List<String> tags,
        @Nullable Long staleWhileRevalidateMillis,
        @Nullable Long staleIfErrorMillis,
        long maxEntry) {

    public CacheConfig {
        methods = List.copyOf(methods);
        queryInclude = queryInclude == null ? null : List.copyOf(queryInclude);
        queryIgnore = queryIgnore == null ? null : List.copyOf(queryIgnore);
        vary = List.copyOf(vary);
        tags = List.copyOf(tags);
    }
}
