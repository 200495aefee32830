/** Sample contacts: made up, sent in batches through a gateway, and counted. */
@NullMarked
package io.xynergy.cli.seed;

import org.jspecify.annotations.NullMarked;
