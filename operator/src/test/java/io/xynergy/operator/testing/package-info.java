/** A real API server and what its missing controllers would do, for tests. */
@NullMarked
package io.xynergy.operator.testing;

import org.jspecify.annotations.NullMarked;
