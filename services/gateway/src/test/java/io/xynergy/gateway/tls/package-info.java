/** Tests of certificates, keys and how they are chosen. */
@NullMarked
package io.xynergy.gateway.tls;

import org.jspecify.annotations.NullMarked;
