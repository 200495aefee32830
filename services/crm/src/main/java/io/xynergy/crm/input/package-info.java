/** Reads what clients send: bounded, strict, and with everything that is wrong at once. */
@NullMarked
package io.xynergy.crm.input;

import org.jspecify.annotations.NullMarked;
