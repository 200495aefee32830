/** Micro benchmarks of the hot path and of the policy compiler; run by {@code bench/run jmh}. */
@NullMarked
package io.xynergy.bench;

import org.jspecify.annotations.NullMarked;
