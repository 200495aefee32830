package io.xynergy.operator.reconcile;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the annotations of a policy ask for.
 *
 * @param paused nothing is changed until it is taken back
 * @param restart a new value replaces the data plane's pods, one after the other
 * @param rollback beginning of the digest to serve in place of the spec
 */
record Instructions(boolean paused, @Nullable String restart, @Nullable String rollback) {

    static final String PAUSE = "gateway.xynergy.io/pause";
    static final String RESTART = "gateway.xynergy.io/restart";
    static final String ROLLBACK = "gateway.xynergy.io/rollback";

    static Instructions of(@Nullable Map<String, String> annotations) {
        Map<String, String> found = Objects.requireNonNullElse(annotations, Map.of());
        return new Instructions(
                "true".equals(found.get(PAUSE)), text(found, RESTART), text(found, ROLLBACK));
    }

    private static @Nullable String text(Map<String, String> annotations, String name) {
        String value = annotations.get(name);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
