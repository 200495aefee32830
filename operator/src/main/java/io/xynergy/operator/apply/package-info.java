/** Makes the cluster's objects what is wanted, and writes nothing when they are. */
@NullMarked
package io.xynergy.operator.apply;

import org.jspecify.annotations.NullMarked;
