/** What the data plane tells about its work: the access log and its counters. */
@NullMarked
package io.xynergy.gateway.observe;

import org.jspecify.annotations.NullMarked;
