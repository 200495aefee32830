/** Services behind the gateway: their endpoints, the choice among them, kept-alive connections. */
@NullMarked
package io.xynergy.gateway.upstream;

import org.jspecify.annotations.NullMarked;
