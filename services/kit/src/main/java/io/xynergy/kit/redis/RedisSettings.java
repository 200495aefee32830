package io.xynergy.kit.redis;

import io.xynergy.kit.settings.Secret;
import io.xynergy.kit.settings.Setting;
import java.time.Duration;

/** A Redis server and how long is waited for it. */
public record RedisSettings(
        @Setting("where it is, as redis://:password@host:port/database") Secret uri,
        @Setting(value = "longest wait for a response", otherwise = "500ms") Duration timeout,
        @Setting(value = "commands that wait for a response at the same time", otherwise = "10000")
                int waiting) {

    public RedisSettings {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: expected more than 0, found " + timeout);
        }
        if (waiting < 1) {
            throw new IllegalArgumentException("waiting: expected 1 or more, found " + waiting);
        }
    }
}
