package io.xynergy.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Makes an archive of preloaded classes the same for each build: {@code FILE OTHER}, two archives
 * that the JVM made of the same classes one after the other.
 *
 * <p>Two such archives differ in the words that the JVM takes from its clock, by which it finds
 * soft references that were not used for long, and in the sums over them, which it checks only when
 * asked. These words become 0 in the first file. More than a few of them are something else, which
 * is refused.
 */
public final class PreloadedClasses {

    private static final int USAGE = 64;
    private static final int MOST_WORDS = 1024;

    /** Where the sums are, each beside something else; the clock is in longs behind it. */
    private static final int HEADER = 4096;

    private PreloadedClasses() {}

    public static void main(String[] arguments) {
        if (arguments.length != 2) {
            System.err.println("usage: PreloadedClasses FILE OTHER");
            System.exit(USAGE);
        }
        try {
            settle(Path.of(arguments[0]), Path.of(arguments[1]));
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("preloaded classes: " + e.getMessage());
            System.exit(1);
        }
    }

    /** Sets to 0 the words of {@code archive} that {@code other} has otherwise. */
    static void settle(Path archive, Path other) throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        byte[] otherBytes = Files.readAllBytes(other);
        if (bytes.length != otherBytes.length) {
            throw new IllegalArgumentException(
                    "of %d bytes one time, of %d the next"
                            .formatted(bytes.length, otherBytes.length));
        }
        int differing = 0;
        int size;
        for (int at = 0; at < bytes.length; at += size) {
            size = at < HEADER ? Integer.BYTES : Long.BYTES;
            int end = Math.min(at + size, bytes.length);
            if (!Arrays.equals(bytes, at, end, otherBytes, at, end)) {
                Arrays.fill(bytes, at, end, (byte) 0);
                differing++;
            }
        }
        if (differing > MOST_WORDS) {
            throw new IllegalArgumentException(
                    "two archives of the same classes differ in %d words, at most %d come from the clock"
                            .formatted(differing, MOST_WORDS));
        }
        Files.write(archive, bytes);
    }
}
