package io.xynergy.cli.stack;

import io.xynergy.cli.files.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Random passwords, made when first asked for and kept in files that only their owner reads. */
final class Passwords {

    private static final int BYTES = 24;

    private final Path directory;
    private final RandomGenerator random;

    /**
     * Passwords in {@code directory}.
     *
     * @param random a generator that nobody can foretell
     */
    Passwords(Path directory, RandomGenerator random) {
        this.directory = directory;
        this.random = random;
    }

    /** Whether the role has a password already. */
    boolean has(String role) {
        return Files.exists(file(role));
    }

    /** The password of a database role. */
    String of(String role) throws IOException {
        if (!has(role)) {
            byte[] bytes = new byte[BYTES];
            random.nextBytes(bytes);
            PrivateFile.write(
                    file(role), Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        }
        return Files.readString(file(role)).strip();
    }

    /** Where {@link #of} keeps it, for programs that read it from a file. */
    Path file(String role) {
        return directory.resolve(role);
    }
}
