/** Deliveries to pods. */
@NullMarked
package io.xynergy.operator.delivery;

import org.jspecify.annotations.NullMarked;
