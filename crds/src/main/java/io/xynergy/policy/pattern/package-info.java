/** Regular expressions that are matched in linear time, and what replaces what they find. */
@NullMarked
package io.xynergy.policy.pattern;

import org.jspecify.annotations.NullMarked;
