/** What tests of the whole data plane stand on: a gateway, a raw client and a scripted upstream. */
@NullMarked
package io.xynergy.gateway.testing;

import org.jspecify.annotations.NullMarked;
