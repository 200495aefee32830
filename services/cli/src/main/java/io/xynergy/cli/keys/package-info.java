/** API keys on this machine: where they are kept, and their life while a gateway runs. */
@NullMarked
package io.xynergy.cli.keys;

import org.jspecify.annotations.NullMarked;
