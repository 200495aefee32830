/** The {@code GatewayPolicy} API: its records, reader, defaults and validation. */
@NullMarked
package io.xynergy.policy;

import org.jspecify.annotations.NullMarked;
