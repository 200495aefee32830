package io.xynergy.kit.admin;

import java.time.Duration;

/**
 * Where the admin listener listens and what it takes.
 *
 * @param host address to bind
 * @param port 0: any free one
 * @param maxBody longest request body in bytes
 * @param patience how long a client may take for a body, and be silent
 */
public record AdminSettings(String host, int port, int maxBody, Duration patience) {

    /** The port that operators and probes expect. */
    public static final int DEFAULT_PORT = 9901;

    public AdminSettings {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    "admin port %d: expected 0 to 65535".formatted(port));
        }
        if (maxBody < 0) {
            throw new IllegalArgumentException(
                    "longest admin body %d: expected 0 or more".formatted(maxBody));
        }
    }

    /** All addresses, the default port, bodies up to 8 MiB in 10 seconds. */
    public static AdminSettings defaults() {
        return new AdminSettings("0.0.0.0", DEFAULT_PORT, 8 << 20, Duration.ofSeconds(10));
    }

    /** The same with another host and port. */
    public AdminSettings at(String newHost, int newPort) {
        return new AdminSettings(newHost, newPort, maxBody, patience);
    }
}
