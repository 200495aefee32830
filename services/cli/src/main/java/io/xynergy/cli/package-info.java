/** The {@code xynergy} command: its words, its messages and its exit codes. */
@NullMarked
package io.xynergy.cli;

import org.jspecify.annotations.NullMarked;
