/** Limits of requests per time: how much is left for whom, in bounded memory. */
@NullMarked
package io.xynergy.gateway.limits;

import org.jspecify.annotations.NullMarked;
