package io.xynergy.gateway.config;

import io.xynergy.gateway.file.FileStamp;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.compiled.Policies;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.zip.ZipException;

/**
 * A folder with {@code config.json} or {@code config.json.gz} and {@code revision}, as the operator
 * writes them into a ConfigMap.
 *
 * <p>Kubernetes swaps all files of a mounted ConfigMap at once, by the link {@code ..data}; they
 * are read behind it, so that one is never taken with the other of another version.
 */
public final class ConfigFolder implements DiskWatch.Source<ConfigFolder.Contents> {

    /**
     * Most bytes of a configuration that is not packed: of a small heap an eighth, because the
     * document, what is read from it and what is in force are held together.
     */
    public static final int MOST_BYTES =
            (int) Math.min(32 << 20, Runtime.getRuntime().maxMemory() / 8);

    private static final String PLAIN = "config.json";
    private static final String PACKED = "config.json.gz";
    private static final String REVISION = "revision";
    private static final String DATA = "..data";

    /** Bytes, far more than a revision has. */
    private static final int LONGEST_REVISION = 64;

    private final Path folder;

    public ConfigFolder(Path folder) {
        this.folder = folder;
    }

    /** What lies in a folder. */
    public sealed interface Contents {

        /** A configuration; whether it can be served is not known yet. */
        record Found(Candidate candidate) implements Contents {}

        /** Files that are no configuration. */
        record Unusable(PolicyError error) implements Contents {}
    }

    @Override
    public FilesSeen look() throws IOException {
        Path files = files();
        var found = new ArrayList<FileStamp>();
        for (String name : List.of(PLAIN, PACKED)) {
            Path path = files.resolve(name);
            if (Files.exists(path)) {
                found.add(FileStamp.of(path));
            }
        }
        if (found.isEmpty()) {
            throw new NoSuchFileException(files.resolve(PLAIN).toString());
        }
        found.add(FileStamp.of(files.resolve(REVISION)));
        return new FilesSeen(found);
    }

    @Override
    public Contents read() throws IOException {
        Path files = files();
        Path plain = files.resolve(PLAIN);
        Path packed = files.resolve(PACKED);
        if (Files.exists(plain) && Files.exists(packed)) {
            return unusable(PLAIN + " and " + PACKED + " are both there; one is needed");
        }
        OptionalLong revision = Revisions.parse(revision(files.resolve(REVISION)));
        if (revision.isEmpty()) {
            return unusable(REVISION + ": expected " + Revisions.EXPECTED);
        }
        try {
            byte[] json =
                    Files.exists(packed) ? Gunzip.unpack(bytes(packed), MOST_BYTES) : bytes(plain);
            if (json.length > MOST_BYTES) {
                return unusable(PLAIN + ": more than " + MOST_BYTES + " bytes");
            }
            return new Contents.Found(
                    new Candidate(json, Policies.digest(json), revision.getAsLong(), Origin.FILE));
        } catch (Gunzip.TooLargeException | ZipException | EOFException e) {
            return unusable(PACKED + ": " + e.getMessage());
        }
    }

    private static String revision(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] text = in.readNBytes(LONGEST_REVISION);
            return new String(text, StandardCharsets.ISO_8859_1).strip();
        }
    }

    /** As much of a file as is needed to see that it is too large. */
    private static byte[] bytes(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(MOST_BYTES + 1);
        }
    }

    private static Contents unusable(String message) {
        return new Contents.Unusable(new PolicyError("", 0, 0, message));
    }

    private Path files() throws IOException {
        Path data = folder.resolve(DATA);
        return Files.isDirectory(data) ? data.toRealPath() : folder;
    }
}
