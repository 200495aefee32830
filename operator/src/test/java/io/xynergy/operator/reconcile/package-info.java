/** The operator on a real API server, with real data planes that stand in for pods. */
@NullMarked
package io.xynergy.operator.reconcile;

import org.jspecify.annotations.NullMarked;
