/** Delivery of configurations and endpoints to pods, and their responses, which are the proof. */
@NullMarked
package io.xynergy.operator.delivery;

import org.jspecify.annotations.NullMarked;
