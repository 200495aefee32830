/** Steady traffic from inside a cluster: what the suite's pods run. */
@NullMarked
package io.xynergy.e2e;

import org.jspecify.annotations.NullMarked;
