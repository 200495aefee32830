/** Who calls a service, as the gateway has proven it. */
@NullMarked
package io.xynergy.kit.tenant;

import org.jspecify.annotations.NullMarked;
