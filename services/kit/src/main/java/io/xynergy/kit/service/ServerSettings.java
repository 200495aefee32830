package io.xynergy.kit.service;

import io.xynergy.kit.settings.Setting;
import java.time.Duration;

/** The listener for a service's own traffic. */
public record ServerSettings(
        @Setting(value = "address to listen on", otherwise = "0.0.0.0") String host,
        @Setting(value = "port to listen on, up to 65535; 0 is any free one", otherwise = "8080")
                int port,
        @Setting(
                        value = "requests at the same time, 1 to 10000; the next one gets 503",
                        otherwise = "100")
                int concurrency,
        @Setting(
                        value = "longest wait at the end for requests that are being served",
                        otherwise = "25s")
                Duration drain) {

    public ServerSettings {
        require(port >= 0 && port <= 65_535, "port", "0 to 65535", port);
        require(concurrency > 0 && concurrency <= 10_000, "concurrency", "1 to 10000", concurrency);
    }

    private static void require(boolean holds, String what, String expected, int found) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "%s: expected %s, found %d".formatted(what, expected, found));
        }
    }
}
