/** The custom resource as a real API server takes it. */
@NullMarked
package io.xynergy.operator.crd;

import org.jspecify.annotations.NullMarked;
