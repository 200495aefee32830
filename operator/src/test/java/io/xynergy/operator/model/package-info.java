/** The objects that a plan becomes. */
@NullMarked
package io.xynergy.operator.model;

import org.jspecify.annotations.NullMarked;
