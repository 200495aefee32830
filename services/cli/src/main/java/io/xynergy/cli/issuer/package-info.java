/** The issuer of tokens for development: its key, its endpoints, and the client that asks it. */
@NullMarked
package io.xynergy.cli.issuer;

import org.jspecify.annotations.NullMarked;
