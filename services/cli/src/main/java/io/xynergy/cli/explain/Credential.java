package io.xynergy.cli.explain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A credential as it is typed: itself, or with {@code @} the file that it is in, as users of curl
 * write it. What is typed itself is seen by others in the list of processes.
 */
public record Credential(String option, String typed) {

    /** More than any head may have. */
    private static final int MOST_BYTES = 64 * 1024;

    /** Typed for what comes by the standard input. */
    public static final String FROM_INPUT = "@-";

    /** What was typed behind an option; null: the option is absent. */
    public static @Nullable Credential of(String option, @Nullable String typed) {
        return typed == null ? null : new Credential(option, typed);
    }

    @Override
    public String toString() {
        return option;
    }

    /**
     * The credential without the white space around it.
     *
     * @throws IllegalArgumentException if there is none, naming the option and the file
     */
    public String read(InputStream input) {
        if (!typed.startsWith("@")) {
            return typed.strip();
        }
        String file = typed.substring(1);
        try (InputStream in =
                typed.equals(FROM_INPUT) ? input : Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            String found = new String(bytes, StandardCharsets.UTF_8).strip();
            if (found.isEmpty() || bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "%s: %s has no credential of 1 to %d bytes"
                                .formatted(option, typed, MOST_BYTES));
            }
            return found;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException(option + ": there is no file " + file, e);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s: %s cannot be read: %s".formatted(option, file, e.getMessage()), e);
        }
    }
}
