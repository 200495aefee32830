/** Which route a request takes and what it says upstream: compiled once, read without locks. */
@NullMarked
package io.xynergy.gateway.routing;

import org.jspecify.annotations.NullMarked;
