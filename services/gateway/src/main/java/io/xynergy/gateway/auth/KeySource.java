package io.xynergy.gateway.auth;

import java.io.IOException;
import java.time.Duration;

/** Where an issuer's keys come from; it blocks, within bounds of its own. */
@FunctionalInterface
interface KeySource {

    /**
     * Fetches the keys now.
     *
     * @throws IOException if they cannot be had; the message is for operators
     */
    Fetched fetch() throws IOException;

    /**
     * What was fetched.
     *
     * @param freshFor how long the issuer wants it to be kept
     */
    record Fetched(KeySet keys, Duration freshFor) {}
}
