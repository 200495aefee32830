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

    private final Cache<TokenDigest, VerifiedToken> tokens;

    TokenCache(LongSupplier nanos) {
        tokens =
                Caffeine.newBuilder()
                        .expireAfterWrite(LONGEST)
                        .maximumWeight(MOST_BYTES)
                        .weigher((TokenDigest _, VerifiedToken token) -> token.caller().weight())
                        .ticker(nanos::getAsLong)
                        .executor(Runnable::run)
                        .build();
    }

    @Nullable VerifiedToken get(TokenDigest digest) {
        return tokens.getIfPresent(digest);
    }

    void put(TokenDigest digest, VerifiedToken token) {
        tokens.put(digest, token);
    }

    long size() {
        return tokens.estimatedSize();
    }
}
