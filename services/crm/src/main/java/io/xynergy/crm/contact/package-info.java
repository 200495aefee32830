/** A contact: its fields, what they may hold, and its JSON. */
@NullMarked
package io.xynergy.crm.contact;

import org.jspecify.annotations.NullMarked;
