package io.xynergy.gateway.config;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * A folder with {@code config.json} or {@code config.json.gz} and {@code revision}, as the operator
 * writes them into a ConfigMap.
 *
 * <p>Kubernetes swaps all files of a mounted ConfigMap at once, by the link {@code ..data}; they
 * are read behind it, so that one is never taken with the other of another version.
 */
public final class ConfigFolder implements DiskWatch.Source<ConfigFolder.Contents> {

    /** Most bytes of a configuration that is not packed. */
    public static final int MOST_BYTES = 32 << 20;

    private static final String PLAIN = "config.json";
    private static final String PACKED = "config.json.gz";
    private static final String REVISION = "revision";
    private static final String DATA = "..data";

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
    public Object version() throws IOException {
        Path files = files();
        return List.of(DiskWatch.Stamp.of(document(files)), DiskWatch.Stamp.of(revision(files)));
    }

    @Override
    public Contents read() throws IOException {
        Path files = files();
        OptionalLong revision = Revisions.parse(Files.readString(revision(files)).strip());
        if (revision.isEmpty()) {
            return unusable(REVISION, "expected " + Revisions.EXPECTED);
        }
        Path path = document(files);
        boolean packed = path.endsWith(PACKED);
        if (Files.size(path) > MOST_BYTES) {
            return unusable(name(packed), "more than " + MOST_BYTES + " bytes");
        }
        byte[] document = Files.readAllBytes(path);
        try {
            byte[] json = packed ? Gunzip.unpack(document, MOST_BYTES) : document;
            return new Contents.Found(
                    new Candidate(json, Policies.digest(json), revision.getAsLong(), Origin.FILE));
        } catch (IOException e) {
            return unusable(PACKED, String.valueOf(e.getMessage()));
        }
    }

    private static Contents unusable(String file, String message) {
        return new Contents.Unusable(new PolicyError("", 0, 0, file + ": " + message));
    }

    private static String name(boolean packed) {
        return packed ? PACKED : PLAIN;
    }

    private Path files() throws IOException {
        Path data = folder.resolve(DATA);
        return Files.isDirectory(data) ? data.toRealPath() : folder;
    }

    private static Path document(Path files) {
        Path plain = files.resolve(PLAIN);
        return Files.exists(plain) ? plain : files.resolve(PACKED);
    }

    private static Path revision(Path files) {
        return files.resolve(REVISION);
    }
}
