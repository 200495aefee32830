package io.xynergy.policy.compiled;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which web pages of other origins may call. */
public record CorsConfig(List<String> origins, boolean credentials, @Nullable Long maxAgeMillis) {

    public CorsConfig {
        origins = List.copyOf(origins);
    }
}
