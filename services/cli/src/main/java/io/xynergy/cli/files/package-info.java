/** Files that hold secrets. */
@NullMarked
package io.xynergy.cli.files;

import org.jspecify.annotations.NullMarked;
