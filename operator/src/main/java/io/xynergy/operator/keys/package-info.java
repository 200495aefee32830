/**
 * Secrets that the operator makes and replaces: API keys, and the key that deliveries are signed
 * with.
 */
@NullMarked
package io.xynergy.operator.keys;

import org.jspecify.annotations.NullMarked;
