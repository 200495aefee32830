/** What files are on disk, for those who read them again when they change. */
@NullMarked
package io.xynergy.gateway.file;

import org.jspecify.annotations.NullMarked;
