/** How a configuration comes into force: read, compiled aside, swapped, and kept up to date. */
@NullMarked
package io.xynergy.gateway.config;

import org.jspecify.annotations.NullMarked;
