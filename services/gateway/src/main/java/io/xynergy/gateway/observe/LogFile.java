package io.xynergy.gateway.observe;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A log file that others move away or cut short, as logrotate does with {@code create} or {@code
 * copytruncate}.
 *
 * <p>All writes append, so a file that was cut short goes on from its new end. Whether its name
 * leads to another file, or to none, is looked at ten times a second at most; then it is opened
 * anew. Until that works, lines go to the file that was moved away, so that none is lost.
 */
final class LogFile implements LogSink {

    private static final Logger LOG = System.getLogger(LogFile.class.getName());
    private static final long LOOK_NANOS = 100_000_000;
    private static final long RETRY_NANOS = 1_000_000_000;

    /** Somebody may move the file between a look and the opening, and again. */
    private static final int MOST_TRIES = 5;

    private final Path path;
    private final LongSupplier nanos;
    private final Tally<Reopened> reopened = new Tally<>(Reopened.class);
    private Opened file;
    private long nextLook;
    private boolean owed;
    private boolean failing;
    private boolean torn;

    private LogFile(Path path, LongSupplier nanos) throws IOException {
        this.path = path;
        this.nanos = nanos;
        this.file = open(path);
        this.nextLook = nanos.getAsLong() + LOOK_NANOS;
    }

    /**
     * A file, and what tells it from others of its name.
     *
     * @param key null on systems without such
     */
    private record Opened(FileChannel channel, @Nullable Object key) {}

    /**
     * Opens a file at its end, or makes it.
     *
     * @throws IOException when it cannot be written
     */
    static LogFile open(Path path, LongSupplier nanos) throws IOException {
        try {
            return new LogFile(path, nanos);
        } catch (FileSystemException e) {
            throw new IOException("access log " + path + ": " + reason(e), e);
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such folder";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException other -> String.valueOf(other.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }

    private static Opened open(Path path) throws IOException {
        int tries = 0;
        while (true) {
            Object before = key(path);
            FileChannel channel =
                    FileChannel.open(
                            path,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.APPEND);
            // If the name led to one file before and after, it is the one that was opened.
            if (Objects.equals(before, key(path)) || ++tries == MOST_TRIES) {
                return new Opened(channel, before);
            }
            channel.close();
        }
    }

    private static @Nullable Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException _) {
            return null;
        }
    }

    /** Its path, for messages. */
    @Override
    public String toString() {
        return path.toString();
    }

    @Override
    public void refresh(boolean asked) {
        long now = nanos.getAsLong();
        owed |= asked;
        if (!asked && now - nextLook < 0) {
            return;
        }
        nextLook = now + LOOK_NANOS;
        if (owed || moved()) {
            reopen(now);
        }
    }

    private boolean moved() {
        return file.key() != null && !file.key().equals(key(path));
    }

    private void reopen(long now) {
        try {
            if (moved() && Files.exists(path) && !Files.isRegularFile(path)) {
                // Nobody may read from a pipe, and then its opening would wait for ever.
                throw new FileSystemException(path.toString(), null, "it is not a regular file");
            }
            Opened fresh = open(path);
            Opened old = file;
            file = fresh;
            owed = false;
            torn = false;
            reopened.count(Reopened.DONE);
            LOG.log(Level.INFO, "access log {0} was opened again", path);
            failing = false;
            old.channel().close();
        } catch (IOException e) {
            nextLook = now + RETRY_NANOS;
            reopened.count(Reopened.FAILED);
            if (!failing) {
                failing = true;
                LOG.log(
                        Level.ERROR,
                        "access log {0} cannot be opened again: {1}; lines go on to the file that"
                                + " was moved away, and it is tried every second",
                        path,
                        reason(e));
            }
        }
    }

    @Override
    public void write(byte[] bytes, int length) throws IOException {
        if (torn) {
            writeAll(ByteBuffer.wrap(new byte[] {'\n'}));
            torn = false;
        }
        ByteBuffer lines = ByteBuffer.wrap(bytes, 0, length);
        try {
            writeAll(lines);
        } finally {
            torn = lines.hasRemaining() && bytes[Math.max(lines.position() - 1, 0)] != '\n';
        }
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.channel().write(bytes);
        }
    }

    @Override
    public Tally<Reopened> reopened() {
        return reopened;
    }

    @Override
    public void close() throws IOException {
        file.channel().close();
    }
}
