/** The platform's error body. */
@NullMarked
package io.xynergy.kit.error;

import org.jspecify.annotations.NullMarked;
