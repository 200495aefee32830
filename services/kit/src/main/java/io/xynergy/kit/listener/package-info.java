/** HTTP listeners on Helidon, made to stand open networks: bounded, and with one error body. */
@NullMarked
package io.xynergy.kit.listener;

import org.jspecify.annotations.NullMarked;
