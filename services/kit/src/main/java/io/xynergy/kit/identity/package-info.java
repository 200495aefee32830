/** The gateway's proof of who calls: its form, its keys, and the check in services. */
@NullMarked
package io.xynergy.kit.identity;

import org.jspecify.annotations.NullMarked;
