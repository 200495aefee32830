/** One request and all that is decided about it, and what may decide: steps, plans, actions. */
@NullMarked
package io.xynergy.gateway.exchange;

import org.jspecify.annotations.NullMarked;
