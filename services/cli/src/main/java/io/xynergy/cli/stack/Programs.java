package io.xynergy.cli.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/** The servers' programs, unpacked from their jars once. */
final class Programs {

    private final Path directory;
    private final Progress progress;

    Programs(Path directory, Progress progress) {
        this.directory = directory;
        this.progress = progress;
    }

    /** The directory of PostgreSQL's {@code bin}. */
    Path postgres(Platform platform) throws IOException, StackException, InterruptedException {
        String archive = platform.postgresArchive();
        URL packed = resource(archive);
        if (packed == null) {
            throw StackException.input(
                    "this build has no PostgreSQL for this machine; build it here with `make build`, or give --db URL");
        }
        Path unpacked = directory.resolve(versionOf(packed, archive));
        if (!Files.exists(unpacked)) {
            long start = progress.now();
            progress.line("unpacking PostgreSQL, once");
            Path partial = unpacked.resolveSibling(unpacked.getFileName() + ".new");
            DataDirectory.deleteTree(partial);
            Files.createDirectories(partial);
            try (InputStream in = new XZInputStream(packed.openStream())) {
                untar(in, partial);
            }
            Files.move(partial, unpacked, StandardCopyOption.ATOMIC_MOVE);
            progress.line("unpacked PostgreSQL in %s".formatted(progress.since(start)));
        }
        return unpacked.resolve("bin");
    }

    /** The jar's name without its ending, which has the version in it. */
    private static String versionOf(URL packed, String archive) {
        String jar = packed.toString().replaceFirst("\\.jar!/.*$", "");
        return jar.equals(packed.toString()) ? archive : jar.substring(jar.lastIndexOf('/') + 1);
    }

    private static void untar(InputStream in, Path into) throws IOException, InterruptedException {
        Process tar =
                new ProcessBuilder(List.of("tar", "-xf", "-", "-C", into.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (OutputStream out = tar.getOutputStream()) {
            in.transferTo(out);
        }
        if (tar.waitFor() != 0) {
            throw new IOException("tar ended with exit code " + tar.exitValue());
        }
    }

    /** The Redis server. */
    Path redis(Platform platform) throws IOException, StackException {
        String listed = ExecutableProvider.newProvidedVersionsMap().get(kind(platform));
        String name = listed == null ? "" : listed.replace("/", "");
        URL packed = resource(name);
        if (listed == null || packed == null) {
            throw StackException.input("no Redis is bundled for this machine; give --redis URI");
        }
        Path program = directory.resolve(name);
        if (!Files.exists(program)) {
            Path partial = program.resolveSibling(name + ".new");
            try (InputStream in = packed.openStream()) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwx------"));
            Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
        }
        return program;
    }

    private static OsArchitecture kind(Platform platform) {
        boolean x64 = platform.machine() == Platform.Machine.X64;
        return switch (platform.os()) {
            case LINUX -> x64 ? OsArchitecture.UNIX_x86_64 : OsArchitecture.UNIX_AARCH64;
            case MAC -> x64 ? OsArchitecture.MAC_OS_X_x86_64 : OsArchitecture.MAC_OS_X_ARM64;
        };
    }

    private static @Nullable URL resource(String name) {
        return Programs.class.getClassLoader().getResource(name);
    }
}
