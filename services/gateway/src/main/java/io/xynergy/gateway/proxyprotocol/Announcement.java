package io.xynergy.gateway.proxyprotocol;

import java.net.InetSocketAddress;

/**
 * Whose connection it is.
 *
 * @param source the client
 * @param destination where the client connected to
 * @param secure whether the client came by TLS, which the load balancer ended
 */
record Announcement(InetSocketAddress source, InetSocketAddress destination, boolean secure) {}
