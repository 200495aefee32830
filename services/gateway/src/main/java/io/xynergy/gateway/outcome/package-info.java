/** How a request can fail, as values: who failed, how, and what the client is told. */
@NullMarked
package io.xynergy.gateway.outcome;

import org.jspecify.annotations.NullMarked;
