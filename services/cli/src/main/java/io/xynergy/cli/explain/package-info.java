/** A request as it is typed, and a running gateway that explains it. */
@NullMarked
package io.xynergy.cli.explain;

import org.jspecify.annotations.NullMarked;
