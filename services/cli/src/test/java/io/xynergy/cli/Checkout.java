package io.xynergy.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that the tests run in, wherever that is. */
public final class Checkout {

    private Checkout() {}

    public static Path root() {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("bin/xynergy"))) {
            Path parent = directory.getParent();
            if (parent == null) {
                throw new IllegalStateException("no bin/xynergy above the working directory");
            }
            directory = parent;
        }
        return directory;
    }
}
