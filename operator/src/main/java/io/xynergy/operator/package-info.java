/** The Kubernetes operator: one policy becomes pods, and a proof that each of them serves it. */
@NullMarked
package io.xynergy.operator;

import org.jspecify.annotations.NullMarked;
