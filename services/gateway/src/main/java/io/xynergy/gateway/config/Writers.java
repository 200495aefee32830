package io.xynergy.gateway.config;

import java.nio.file.Path;
import java.util.List;

/** Knows who writes files. */
interface Writers {

    /** Who has some of these files open for writing. */
    Found of(List<Path> files);

    /** What can be said. */
    sealed interface Found {}

    /** Nobody. */
    record Nobody() implements Found {}

    /** A process. */
    record Somebody(Path file, String process) implements Found {}

    /** There may be somebody who cannot be seen. */
    record Unknown() implements Found {}
}
