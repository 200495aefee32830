package io.xynergy.gateway.upstream;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint listens and how it is spoken to.
 *
 * @param tlsName whom its certificate has to name; null: it is spoken to without TLS
 */
public record EndpointAddress(InetSocketAddress socket, @Nullable String tlsName) {}
