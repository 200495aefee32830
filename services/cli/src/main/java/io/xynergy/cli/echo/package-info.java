/** An upstream for demos and tests that answers with what it received. */
@NullMarked
package io.xynergy.cli.echo;

import org.jspecify.annotations.NullMarked;
