package io.xynergy.policy.compiled;

import io.xynergy.policy.CompressionSpec;
import java.util.List;

/**
 * How a route's responses are compressed.
 *
 * @param minSize smaller responses are left alone
 * @param encodings in order of preference; never empty
 */
public record CompressionConfig(long minSize, int level, List<CompressionSpec.Encoding> encodings) {

    public CompressionConfig {
        encodings = List.copyOf(encodings);
    }
}
