/** The steps of the request path, one adapter a feature, and the one list of their order. */
@NullMarked
package io.xynergy.gateway.steps;

import org.jspecify.annotations.NullMarked;
