/** Counters, gauges and histograms that cost nothing until somebody reads them. */
@NullMarked
package io.xynergy.kit.metrics;

import org.jspecify.annotations.NullMarked;
