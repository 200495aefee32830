package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The directory that keeps what the stack must not lose; one stack at a time has it. */
final class DataDirectory implements AutoCloseable {

    /** Says that the directory is the stack's, which alone lets it be emptied. */
    private static final String MARK = "xynergy-data";

    private static final String LOCK = "up.lock";

    /** What {@code --clean} removes; unpacked programs are no data. */
    private static final List<String> DATA =
            List.of(
                    "postgres",
                    "postgres.new",
                    "redis",
                    "passwords",
                    "issuer",
                    "keys",
                    FrontEnd.IDENTITY,
                    "logs");

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /** Makes the directory if there is none, and takes it for this process. */
    static DataDirectory open(Path path) throws IOException, StackException {
        Path root = path.toAbsolutePath().normalize();
        try {
            boolean fresh = !Files.exists(root);
            createPrivate(root);
            if (fresh || isEmpty(root)) {
                Files.writeString(root.resolve(MARK), "the data of `xynergy up`\n");
            }
        } catch (FileAlreadyExistsException e) {
            throw StackException.input(path + " is not a directory; choose one with --data");
        } catch (AccessDeniedException e) {
            throw StackException.input(
                    path + " cannot be written by this user; choose another with --data");
        }
        return new DataDirectory(root, lock(root, path));
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static FileChannel lock(Path root, Path shown) throws IOException, StackException {
        Path file = root.resolve(LOCK);
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            String holder = Files.readString(file).strip();
            channel.close();
            throw StackException.input(
                    "another `xynergy up` (process %s) uses %s; stop it, or choose another directory with --data"
                            .formatted(holder, shown));
        }
        channel.truncate(0);
        String pid = Long.toString(ProcessHandle.current().pid());
        channel.write(ByteBuffer.wrap(pid.getBytes(UTF_8)));
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Refuses somebody else's directory, in which nothing is left then. */
    static void requireOwn(Path path) throws IOException, StackException {
        Path root = path.toAbsolutePath().normalize();
        boolean foreign = Files.isDirectory(root) && !Files.exists(root.resolve(MARK));
        if (foreign && !isEmpty(root)) {
            throw StackException.input(
                    root + " was not made by `xynergy up`; --clean removes nothing there");
        }
    }

    /** Removes all data. */
    void clean() throws IOException, StackException {
        requireOwn(root);
        for (String name : DATA) {
            deleteTree(root.resolve(name));
        }
    }

    /** Deletes a directory with all in it, following no links. */
    static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted((one, other) -> other.compareTo(one)).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }

    Path path(String name) {
        return root.resolve(name);
    }

    /** A directory in this one that only its owner may enter. */
    Path directory(String name) throws IOException {
        Path directory = root.resolve(name);
        createPrivate(directory);
        return directory;
    }

    private static void createPrivate(Path directory) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Writes the program that launches all others. */
    Path launcher() throws IOException {
        Path file = directory("programs").resolve("launch.sh");
        try (InputStream script = DataDirectory.class.getResourceAsStream("launch.sh")) {
            if (script == null) {
                throw new IOException("launch.sh is missing in this build");
            }
            Files.copy(script, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
