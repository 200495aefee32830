@NullMarked
package io.xynergy.operator.keys;

import org.jspecify.annotations.NullMarked;
