package io.xynergy.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * A layer of an image: a folder as it will lie under the root, packed.
 *
 * @param packed the archive in gzip
 * @param digest of the archive in gzip, as {@code sha256:…}
 * @param size of the archive in gzip
 * @param content digest of the archive before gzip
 * @param unpacked bytes of all its files
 */
record Layer(Path packed, String digest, long size, String content, long unpacked) {

    private static final int BUFFER = 1 << 16;

    /** A folder as a file in {@code work}. */
    static Layer of(Path folder, Path work, Instant time) throws IOException {
        List<Path> paths = sorted(folder);
        Path packed = Files.createTempFile(work, "layer", ".tar.gz");
        var outer = Sha256.digest();
        var inner = Sha256.digest();
        long unpacked = 0;
        try (var file = new DigestOutputStream(Files.newOutputStream(packed), outer);
                var gzip = new BestGzip(new BufferedOutputStream(file, BUFFER));
                var hashed = new DigestOutputStream(gzip, inner);
                var tar = new TarStream(new BufferedOutputStream(hashed, BUFFER), time)) {
            for (Path path : paths) {
                unpacked += add(tar, folder.relativize(path).toString(), path);
            }
        }
        return new Layer(
                packed,
                Sha256.text(outer.digest()),
                Files.size(packed),
                Sha256.text(inner.digest()),
                unpacked);
    }

    /** All that is in the folder, in an order that no file system has a say in. */
    private static List<Path> sorted(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path path, BasicFileAttributes attributes) {
                        if (!path.equals(folder)) {
                            paths.add(path);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        paths.add(path);
                        return FileVisitResult.CONTINUE;
                    }
                });
        paths.sort((left, right) -> left.toString().compareTo(right.toString()));
        return paths;
    }

    /**
     * Adds one path.
     *
     * @return its size
     */
    private static long add(TarStream tar, String name, Path path) throws IOException {
        if (Files.isSymbolicLink(path)) {
            tar.link(name, Files.readSymbolicLink(path).toString());
            return 0;
        }
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            tar.folder(name, name.equals("tmp") ? 01777 : 0755);
            return 0;
        }
        tar.file(name, Files.isExecutable(path) ? 0755 : 0644, path);
        return Files.size(path);
    }

    private static final class BestGzip extends GZIPOutputStream {

        BestGzip(OutputStream out) throws IOException {
            super(out, BUFFER);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
