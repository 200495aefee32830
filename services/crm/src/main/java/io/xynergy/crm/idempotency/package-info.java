/** Responses that are kept for who sends the same request again. */
@NullMarked
package io.xynergy.crm.idempotency;

import org.jspecify.annotations.NullMarked;
