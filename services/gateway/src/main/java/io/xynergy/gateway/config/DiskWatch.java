package io.xynergy.gateway.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches a configuration on disk and hands over each new version once it holds still.
 *
 * <p>It looks at the files' attributes, because notifications miss the way in which Kubernetes
 * swaps a mounted ConfigMap (a symbolic link of a folder). A version counts when two looks in a row
 * see the same, so that a half-written file is not taken for a short one.
 *
 * @param <T> what is read
 */
public final class DiskWatch<T> implements AutoCloseable {

    /** Between two looks. */
    private static final long EVERY_MILLIS = 50;

    private static final System.Logger LOG = System.getLogger(DiskWatch.class.getName());

    private final Source<T> source;
    private final Consumer<T> changed;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("config-watch").daemon().factory());
    private @Nullable ScheduledFuture<?> looking;
    private @Nullable Object taken;
    private @Nullable Object seen;

    private DiskWatch(Source<T> source, Consumer<T> changed) {
        this.source = source;
        this.changed = changed;
    }

    /** Files that are read together. */
    public interface Source<T> {

        /** Equal as long as nothing has changed. */
        Object version() throws IOException;

        /** Reads them. */
        T read() throws IOException;
    }

    /** What tells versions of one file apart. */
    record Stamp(FileTime modified, long size, @Nullable Object key) {

        static Stamp of(Path path) throws IOException {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    /** One file. */
    public record OneFile(Path path) implements Source<byte[]> {

        @Override
        public Object version() throws IOException {
            return Stamp.of(path);
        }

        @Override
        public byte[] read() throws IOException {
            return Files.readAllBytes(path);
        }
    }

    /**
     * Reads now and watches from now on.
     *
     * @param first gets the version that is there
     * @param changed gets each later one, on the watcher's thread
     * @throws IOException if it cannot be read now
     */
    public static <T> DiskWatch<T> of(Source<T> source, Consumer<T> first, Consumer<T> changed)
            throws IOException {
        var watch = new DiskWatch<T>(source, changed);
        watch.taken = source.version();
        watch.seen = watch.taken;
        first.accept(source.read());
        return watch;
    }

    /** Begins to look for later versions. */
    public void start() {
        looking =
                scheduler.scheduleWithFixedDelay(
                        this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            Object now = source.version();
            boolean still = now.equals(seen);
            seen = now;
            if (still && !now.equals(taken)) {
                T found = source.read();
                if (source.version().equals(now)) {
                    taken = now;
                    changed.accept(found);
                }
            }
        } catch (IOException e) {
            // Editors replace files by renaming: the next look finds the new one.
            LOG.log(System.Logger.Level.DEBUG, "the configuration is not readable now", e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "the configuration was not taken", e);
        }
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.cancel(false);
        }
        scheduler.shutdownNow();
    }
}
