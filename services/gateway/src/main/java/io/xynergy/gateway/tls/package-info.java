/** TLS over any byte stream: engines, certificates, trust. */
@NullMarked
package io.xynergy.gateway.tls;

import org.jspecify.annotations.NullMarked;
