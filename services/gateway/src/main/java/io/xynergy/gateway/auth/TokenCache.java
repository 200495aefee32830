package io.xynergy.gateway.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Callers whose tokens were verified lately, so that a signature is checked once in a while. */
final class TokenCache {

    /** How long a token is believed without another look. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private static final long MOST_BYTES = 4 << 20;

    private final Cache<TokenDigest, Principal> principals;

    TokenCache(LongSupplier nanos) {
        principals =
                Caffeine.newBuilder()
                        .expireAfterWrite(LONGEST)
                        .maximumWeight(MOST_BYTES)
                        .weigher((TokenDigest _, Principal principal) -> principal.weight())
                        .ticker(nanos::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    @Nullable Principal get(TokenDigest digest) {
        return principals.getIfPresent(digest);
    }

    void put(TokenDigest digest, Principal principal) {
        principals.put(digest, principal);
    }

    long size() {
        return principals.estimatedSize();
    }
}
