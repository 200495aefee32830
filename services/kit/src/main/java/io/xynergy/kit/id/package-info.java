/** Ids of things that are stored. */
@NullMarked
package io.xynergy.kit.id;

import org.jspecify.annotations.NullMarked;
