/** Writes small JSON documents. */
@NullMarked
package io.xynergy.kit.json;

import org.jspecify.annotations.NullMarked;
