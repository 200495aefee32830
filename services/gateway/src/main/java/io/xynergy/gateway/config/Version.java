package io.xynergy.gateway.config;

import java.time.Instant;

/**
 * Which configuration is in force.
 *
 * @param digest SHA-256 of its document in lower-case hex
 * @param revision only grows
 * @param since when this digest came into force
 */
public record Version(String digest, long revision, Instant since, Origin origin) {}
