/** Compilation, claims and references of policies. */
@NullMarked
package io.xynergy.operator.policy;

import org.jspecify.annotations.NullMarked;
