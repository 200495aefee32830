/** The CRM: contacts of each tenant, on PostgreSQL. */
@NullMarked
package io.xynergy.crm;

import org.jspecify.annotations.NullMarked;
