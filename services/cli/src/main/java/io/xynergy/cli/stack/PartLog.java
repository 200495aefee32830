package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The output of a part, in a file and its predecessor of bounded size, and its last lines. */
final class PartLog implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PartLog.class.getName());
    private static final int KEPT_LINES = 15;
    private static final int LONGEST_KEPT_LINE = 400;

    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final Path file;
    private final long mostBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> last = new ArrayDeque<>();
    private final StringBuilder line = new StringBuilder();
    private @Nullable OutputStream out;
    private long written;

    /** Appends to {@code file}, which becomes {@code file.1} when it is large. */
    PartLog(Path file) {
        this(file, MOST_BYTES);
    }

    /** Appends to {@code file}, which becomes {@code file.1} when it holds {@code mostBytes}. */
    PartLog(Path file, long mostBytes) {
        this.file = file;
        this.mostBytes = mostBytes;
    }

    Path file() {
        return file;
    }

    /** The last lines, oldest first. */
    List<String> lastLines() {
        lock.lock();
        try {
            return List.copyOf(last);
        } finally {
            lock.unlock();
        }
    }

    /** Takes what a process prints until it and all that it started have ended. */
    Thread follow(String name, InputStream output) {
        return Thread.ofPlatform()
                .daemon()
                .name("log-" + name)
                .stackSize(256 * 1024)
                .start(() -> copy(output));
    }

    private void copy(InputStream output) {
        byte[] buffer = new byte[4096];
        try (output) {
            int read;
            while ((read = output.read(buffer)) >= 0) {
                write(buffer, read);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "the output of a part ended", e);
        }
    }

    void write(byte[] bytes, int length) {
        lock.lock();
        try {
            remember(new String(bytes, 0, length, UTF_8));
            store(bytes, length);
        } finally {
            lock.unlock();
        }
    }

    private void remember(String text) {
        for (int at = 0; at < text.length(); at++) {
            char next = text.charAt(at);
            if (next != '\n') {
                if (line.length() < LONGEST_KEPT_LINE) {
                    line.append(next);
                }
                continue;
            }
            if (last.size() == KEPT_LINES) {
                last.removeFirst();
            }
            last.addLast(line.toString());
            line.setLength(0);
        }
    }

    /** A full disk must not stop the part: its output is then only remembered. */
    private void store(byte[] bytes, int length) {
        try {
            OutputStream stream = open();
            if (written > 0 && written + length > mostBytes) {
                stream.close();
                Path before = file.resolveSibling(file.getFileName() + ".1");
                Files.move(file, before, StandardCopyOption.REPLACE_EXISTING);
                out = null;
                stream = open();
            }
            stream.write(bytes, 0, length);
            written += length;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> file + " cannot be written", e);
        }
    }

    private OutputStream open() throws IOException {
        OutputStream stream = out;
        if (stream == null) {
            stream =
                    Files.newOutputStream(
                            file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            out = stream;
            written = Files.size(file);
        }
        return stream;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            OutputStream stream = out;
            out = null;
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, () -> file + " cannot be closed", e);
        } finally {
            lock.unlock();
        }
    }
}
