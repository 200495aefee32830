/** Cursors: where a page ended, signed. */
@NullMarked
package io.xynergy.crm.paging;

import org.jspecify.annotations.NullMarked;
