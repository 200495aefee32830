package io.xynergy.operator.delivery;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the pods of one policy have answered.
 *
 * @param digest of the configuration that this speaks of
 * @param total ready pods
 * @param live pods that serve the digest
 * @param refused what pods said that cannot serve it, by name
 * @param laggards names of pods that did not answer, with why
 * @param slowest longest time from the order to the proof
 * @param latest revision that a pod has beyond the one delivered; 0: none
 */
public record Report(
        String digest,
        int total,
        int live,
        Map<String, List<String>> refused,
        Map<String, String> laggards,
        @Nullable Duration slowest,
        long latest) {

    /** Whether every ready pod serves the digest, and there is one. */
    public boolean isLive() {
        return total > 0 && live == total;
    }
}
