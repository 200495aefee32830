/** What a process does when the system or an admin sends it a signal. */
@NullMarked
package io.xynergy.kit.signal;

import org.jspecify.annotations.NullMarked;
