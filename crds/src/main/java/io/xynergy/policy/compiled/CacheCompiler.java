package io.xynergy.policy.compiled;

import io.xynergy.policy.CacheSpec;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Compiles the cache section of a route. */
final class CacheCompiler {

    private CacheCompiler() {}

    static @Nullable CacheConfig compile(@Nullable CacheSpec cache) {
        if (cache == null) {
            return null;
        }
        CacheSpec.Query query = cache.query();
        return new CacheConfig(
                PolicyCompiler.millis(cache.ttl()),
                cache.scope(),
                cache.override(),
                cache.methods(),
                query == null ? null : query.include(),
                query == null ? null : query.ignore(),
                cache.vary().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList(),
                cache.tags(),
                PolicyCompiler.millis(cache.staleWhileRevalidate()),
                PolicyCompiler.millis(cache.staleIfError()),
                cache.maxEntry().bytes());
    }
}
