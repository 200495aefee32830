/** Comparing and writing objects. */
@NullMarked
package io.xynergy.operator.apply;

import org.jspecify.annotations.NullMarked;
