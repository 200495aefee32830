/** An upstream for demos and tests that responses with what it received. */
@NullMarked
package io.xynergy.cli.echo;

import org.jspecify.annotations.NullMarked;
