/**
 * Helidon's listener as a source of connections for the proxy: the way in for protocols that
 * Helidon speaks and whose HTTP/1.x neighbours the proxy serves.
 */
@NullMarked
package io.xynergy.gateway.listener;

import org.jspecify.annotations.NullMarked;
