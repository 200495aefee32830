package io.xynergy.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How responses are compressed. An absent field is taken from the defaults.
 *
 * @param encodings in order of preference; an empty list switches compression off
 */
public record CompressionSpec(
        @Nullable ByteSize minSize, @Nullable Integer level, @Nullable List<Encoding> encodings) {

    public CompressionSpec {
        encodings = encodings == null ? null : List.copyOf(encodings);
    }

    /** A content coding. */
    public enum Encoding {
        @Spelled("br")
        BR,
        @Spelled("gzip")
        GZIP
    }
}
