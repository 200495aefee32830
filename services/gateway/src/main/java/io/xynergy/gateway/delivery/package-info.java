/** Configurations and endpoints that an operator sends to the admin listener, signed. */
@NullMarked
package io.xynergy.gateway.delivery;

import org.jspecify.annotations.NullMarked;
