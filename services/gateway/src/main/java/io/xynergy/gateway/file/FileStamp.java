package io.xynergy.gateway.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells versions of one file apart.
 *
 * @param real where it lies behind all links
 * @param modified when its content changed last
 * @param changed when anything of it changed, its name too; null on systems without such
 * @param key another for another file of the name; null on systems without such
 */
public record FileStamp(
        Path real, FileTime modified, @Nullable FileTime changed, long size, @Nullable Object key) {

    /**
     * The file as it is now.
     *
     * @throws IOException if there is none, or it cannot be read
     */
    public static FileStamp of(Path path) throws IOException {
        Path real = path.toRealPath();
        var attributes = Files.readAttributes(real, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new FileSystemException(path.toString(), null, "it is a folder");
        }
        if (!attributes.isRegularFile()) {
            // Reading a pipe or a device might wait for ever, or never end.
            throw new FileSystemException(path.toString(), null, "it is not a regular file");
        }
        if (!Files.isReadable(real)) {
            throw new AccessDeniedException(path.toString());
        }
        return new FileStamp(
                real,
                attributes.lastModifiedTime(),
                changed(real),
                attributes.size(),
                attributes.fileKey());
    }

    private static @Nullable FileTime changed(Path real) throws IOException {
        try {
            Map<String, Object> found = Files.readAttributes(real, "unix:ctime");
            return (FileTime) found.get("ctime");
        } catch (UnsupportedOperationException | IllegalArgumentException _) {
            return null;
        }
    }

    /**
     * Whether it came whole in the place of another: a link leads elsewhere now, or it was renamed,
     * which shows in that something but the content was the last to change. A file that is written
     * where it lies has both times alike.
     */
    public boolean cameWholeAfter(FileStamp before) {
        if (!real.equals(before.real)) {
            return true;
        }
        FileTime last = changed;
        return size > 0
                && last != null
                && !Objects.equals(key, before.key)
                && last.compareTo(modified) > 0;
    }

    /** Whether Kubernetes mounts it: behind a folder that is swapped as a whole. */
    public boolean isMounted() {
        for (Path name : real) {
            if (name.toString().startsWith("..")) {
                return true;
            }
        }
        return false;
    }
}
