/** HTTP/1.x on the wire: one codec for requests and responses, on bytes. */
@NullMarked
package io.xynergy.gateway.http;

import org.jspecify.annotations.NullMarked;
