/** How much memory connections may hold, by the process's own limits, and what they hold. */
@NullMarked
package io.xynergy.gateway.memory;

import org.jspecify.annotations.NullMarked;
