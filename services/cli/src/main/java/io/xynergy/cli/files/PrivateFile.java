package io.xynergy.cli.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Writes files that only their owner reads. */
public final class PrivateFile {

    private PrivateFile() {}

    /** Writes {@code text}; whoever reads the file finds the old text or the whole new one. */
    public static void write(Path file, String text) throws IOException {
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(whole);
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (var channel =
                FileChannel.open(whole, options, PosixFilePermissions.asFileAttribute(ownerOnly))) {
            var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true); // else a loss of power could leave an empty file of the name
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
