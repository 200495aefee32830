@NullMarked
package io.xynergy.kit.identity;

import org.jspecify.annotations.NullMarked;
