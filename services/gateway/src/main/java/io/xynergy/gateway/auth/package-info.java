/** Who sends a request: bearer tokens, the keys of their issuers, and what a route asks for. */
@NullMarked
package io.xynergy.gateway.auth;

import org.jspecify.annotations.NullMarked;
