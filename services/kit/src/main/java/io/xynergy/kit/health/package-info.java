/** Named checks and what they found. */
@NullMarked
package io.xynergy.kit.health;

import org.jspecify.annotations.NullMarked;
