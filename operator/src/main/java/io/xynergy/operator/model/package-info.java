/** What a policy becomes in the cluster: pure functions from a plan to the objects wanted. */
@NullMarked
package io.xynergy.operator.model;

import org.jspecify.annotations.NullMarked;
