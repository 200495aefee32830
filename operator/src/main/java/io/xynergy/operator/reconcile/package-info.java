/** The loop of a policy: from what is wanted and what is, to what to do and what to say. */
@NullMarked
package io.xynergy.operator.reconcile;

import org.jspecify.annotations.NullMarked;
