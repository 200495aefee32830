/** Says what would become of a request, and why, by going the way of requests without effect. */
@NullMarked
package io.xynergy.gateway.explain;

import org.jspecify.annotations.NullMarked;
