/** Counts that replicas share in Redis, and what is done while it is away. */
@NullMarked
package io.xynergy.gateway.redis;

import org.jspecify.annotations.NullMarked;
