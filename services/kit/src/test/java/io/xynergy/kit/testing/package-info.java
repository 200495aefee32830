/** Real servers for tests, of this module and of the services that stand on it. */
@NullMarked
package io.xynergy.kit.testing;

import org.jspecify.annotations.NullMarked;
