/** The contacts of a tenant in PostgreSQL. */
@NullMarked
package io.xynergy.crm.store;

import org.jspecify.annotations.NullMarked;
