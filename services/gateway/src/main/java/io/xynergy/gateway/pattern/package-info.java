/** Matches texts of requests with the policy's regular expressions, in linear and bounded time. */
@NullMarked
package io.xynergy.gateway.pattern;

import org.jspecify.annotations.NullMarked;
