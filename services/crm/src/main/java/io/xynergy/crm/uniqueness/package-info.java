/** The rule of a tenant that no two contacts have one e-mail address. */
@NullMarked
package io.xynergy.crm.uniqueness;

import org.jspecify.annotations.NullMarked;
