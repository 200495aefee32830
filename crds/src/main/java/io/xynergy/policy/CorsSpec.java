package io.xynergy.policy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages of other origins may call.
 *
 * @param origins as {@code https://*.example.com}; the star stands for one or more labels
 * @param maxAge how long a browser may keep the response to a preflight
 */
public record CorsSpec(
        List<String> origins, @Default("false") boolean credentials, @Nullable Duration maxAge) {

    public CorsSpec {
        origins = List.copyOf(origins);
    }
}
