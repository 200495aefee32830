package io.xynergy.image;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a container is started with, and what is known of the image.
 *
 * @param name with registry and tag
 * @param architecture as Go calls it: amd64, arm64
 * @param created the time of everything in it
 * @param user numeric, so that a cluster can see that it is not root
 */
record ImageSettings(
        String name,
        String architecture,
        Instant created,
        String user,
        List<String> entrypoint,
        Map<String, String> environment,
        Map<String, String> labels) {

    ImageSettings {
        entrypoint = List.copyOf(entrypoint);
        environment = Map.copyOf(environment);
        labels = Map.copyOf(labels);
    }

    /** The variables as images have them, in a fixed order. */
    List<String> variables() {
        return new TreeMap<>(environment)
                .entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList();
    }
}
