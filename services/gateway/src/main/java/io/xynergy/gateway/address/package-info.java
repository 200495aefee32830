/** IP addresses: the one text of each, as others write them, and the blocks that hold them. */
@NullMarked
package io.xynergy.gateway.address;

import org.jspecify.annotations.NullMarked;
