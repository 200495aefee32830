/**
 * The PROXY protocol (HAProxy, versions 1 and 2): load balancers that pass connections on say first
 * whose they are.
 */
@NullMarked
package io.xynergy.gateway.proxyprotocol;

import org.jspecify.annotations.NullMarked;
