/** The admin listener: health, metrics and a service's own operating routes. */
@NullMarked
package io.xynergy.kit.admin;

import org.jspecify.annotations.NullMarked;
