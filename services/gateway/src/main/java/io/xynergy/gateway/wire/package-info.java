/**
 * Connected byte streams for sequential code: reactor cores, default virtual threads, deadlines.
 */
@NullMarked
package io.xynergy.gateway.wire;

import org.jspecify.annotations.NullMarked;
