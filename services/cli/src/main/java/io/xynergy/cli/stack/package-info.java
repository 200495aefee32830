/**
 * The platform on one machine: servers, services, gateway and issuer, started, kept and stopped.
 */
@NullMarked
package io.xynergy.cli.stack;

import org.jspecify.annotations.NullMarked;
