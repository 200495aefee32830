/** The custom resource: its document as it is stored, its status as it is shown. */
@NullMarked
package io.xynergy.operator.resource;

import org.jspecify.annotations.NullMarked;
