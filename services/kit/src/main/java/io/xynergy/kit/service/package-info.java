/** The frame of a service's process: its listeners, its requests' common part, start and end. */
@NullMarked
package io.xynergy.kit.service;

import org.jspecify.annotations.NullMarked;
