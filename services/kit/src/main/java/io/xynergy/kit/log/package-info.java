/** The process's own log: System.Logger to one line a record, JSON or readable. */
@NullMarked
package io.xynergy.kit.log;

import org.jspecify.annotations.NullMarked;
