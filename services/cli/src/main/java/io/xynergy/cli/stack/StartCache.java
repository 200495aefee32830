package io.xynergy.cli.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What the JVM of a service learned in a training run of the build, so that it starts faster.
 *
 * <p>The JVM leaves one of another JVM alone, but takes one of another build, and would then run
 * the classes of that build.
 */
final class StartCache {

    private StartCache() {}

    /**
     * The cache of a service, if there is one of this build.
     *
     * @param jar of the command; the libraries are in {@code libs} beside it
     */
    static Optional<Path> of(Path jar, String service) {
        Path cache = jar.toAbsolutePath().resolveSibling(service + ".aot");
        try {
            return isNewest(cache, jar.toAbsolutePath()) ? Optional.of(cache) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isNewest(Path cache, Path jar) throws IOException {
        FileTime made = Files.getLastModifiedTime(cache);
        if (made.compareTo(Files.getLastModifiedTime(jar)) <= 0) {
            return false;
        }
        try (DirectoryStream<Path> ours =
                Files.newDirectoryStream(jar.resolveSibling("libs"), "xynergy-*.jar")) {
            for (Path library : ours) {
                if (made.compareTo(Files.getLastModifiedTime(library)) <= 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
