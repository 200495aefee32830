/** The data plane: a policy in, HTTP out. */
@NullMarked
package io.xynergy.gateway;

import org.jspecify.annotations.NullMarked;
