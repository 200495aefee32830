/** The custom resource's own types. */
@NullMarked
package io.xynergy.operator.resource;

import org.jspecify.annotations.NullMarked;
