/** The life of keys: how they are made, rotated and revoked, wherever they are kept. */
@NullMarked
package io.xynergy.policy.keys;

import org.jspecify.annotations.NullMarked;
