/** One request's way: match, steps in their fixed order, attempts, streams, response. */
@NullMarked
package io.xynergy.gateway.proxy;

import org.jspecify.annotations.NullMarked;
