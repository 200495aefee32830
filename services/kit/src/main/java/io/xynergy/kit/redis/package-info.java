/** Redis: one connection of a process, with bounded waiting. */
@NullMarked
package io.xynergy.kit.redis;

import org.jspecify.annotations.NullMarked;
