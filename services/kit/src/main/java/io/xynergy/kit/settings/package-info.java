/** Settings of a process: records, filled from the environment and one optional file. */
@NullMarked
package io.xynergy.kit.settings;

import org.jspecify.annotations.NullMarked;
