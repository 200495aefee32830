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
 * @param latestEndpoints the same of endpoints
 * @param tried the version that a few pods serve instead; absent: all serve the same
 */
public record Report(
        String digest,
        int total,
        int live,
        Map<String, List<String>> refused,
        Map<String, String> laggards,
        @Nullable Duration slowest,
        long latest,
        long latestEndpoints,
        @Nullable Tried tried) {

    /**
     * A version that a few pods serve first; they are not among those that are live.
     *
     * @param live whether all of them serve it
     */
    public record Tried(String digest, boolean live) {}

    /** Whether every ready pod serves the digest, and there is one. */
    public boolean isLive() {
        return total > 0 && live == total;
    }
}
