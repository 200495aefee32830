/** Tests of the policy API as a whole. */
@NullMarked
package io.xynergy.policy;

import org.jspecify.annotations.NullMarked;
