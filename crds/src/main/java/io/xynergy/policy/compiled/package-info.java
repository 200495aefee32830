/** The compiled policy: what a data plane serves, canonical and content-addressed. */
@NullMarked
package io.xynergy.policy.compiled;

import org.jspecify.annotations.NullMarked;
