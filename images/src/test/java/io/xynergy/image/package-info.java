/** Tests of the packer. */
@NullMarked
package io.xynergy.image;

import org.jspecify.annotations.NullMarked;
