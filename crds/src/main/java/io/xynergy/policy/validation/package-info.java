/** Reads a policy document and checks every rule that a single document can break. */
@NullMarked
package io.xynergy.policy.validation;

import org.jspecify.annotations.NullMarked;
