/**
 * Packs folders into an image archive, without a container engine and always into the same bytes.
 */
@NullMarked
package io.xynergy.image;

import org.jspecify.annotations.NullMarked;
