/** The routes of the service over HTTP. */
@NullMarked
package io.xynergy.crm.api;

import org.jspecify.annotations.NullMarked;
