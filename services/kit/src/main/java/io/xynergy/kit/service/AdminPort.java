package io.xynergy.kit.service;

import io.xynergy.kit.settings.Setting;

/** The listener for operators: health and metrics. */
public record AdminPort(
        @Setting(value = "address to listen on", otherwise = "0.0.0.0") String host,
        @Setting(value = "port to listen on, up to 65535; 0 is any free one", otherwise = "9901")
                int port) {

    public AdminPort {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: expected 0 to 65535, found " + port);
        }
    }
}
