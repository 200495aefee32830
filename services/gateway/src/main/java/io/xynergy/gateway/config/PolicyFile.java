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
 * Watches a policy on disk and hands over each new version once it holds still.
 *
 * <p>It looks at the file's attributes, because notifications miss the way in which Kubernetes
 * swaps a mounted ConfigMap (a symbolic link of a folder). A version counts when two looks in a row
 * see the same, so that a half-written file is not taken for a short one.
 */
public final class PolicyFile implements AutoCloseable {

    /** Between two looks. */
    private static final long EVERY_MILLIS = 50;

    private static final System.Logger LOG = System.getLogger(PolicyFile.class.getName());

    private record Version(FileTime modified, long size, @Nullable Object key) {}

    private final Path path;
    private final Consumer<byte[]> changed;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("policy-file").daemon().factory());
    private @Nullable ScheduledFuture<?> looking;
    private @Nullable Version taken;
    private @Nullable Version seen;

    private PolicyFile(Path path, Consumer<byte[]> changed) {
        this.path = path;
        this.changed = changed;
    }

    /**
     * Reads the file now and watches it from now on.
     *
     * @param first gets the version that is there
     * @param changed gets each later one, on the watcher's thread
     * @throws IOException if it cannot be read now
     */
    public static PolicyFile watch(Path path, Consumer<byte[]> first, Consumer<byte[]> changed)
            throws IOException {
        var file = new PolicyFile(path, changed);
        file.taken = version(path);
        file.seen = file.taken;
        first.accept(Files.readAllBytes(path));
        return file;
    }

    /** Begins to look for later versions. */
    public void start() {
        looking =
                scheduler.scheduleWithFixedDelay(
                        this::look, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Version version(Path path) throws IOException {
        var attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    private void look() {
        try {
            Version now = version(path);
            boolean still = now.equals(seen);
            seen = now;
            if (still && !now.equals(taken)) {
                byte[] document = Files.readAllBytes(path);
                if (version(path).equals(now)) {
                    taken = now;
                    changed.accept(document);
                }
            }
        } catch (IOException e) {
            // Editors replace files by renaming: the next look finds the new one.
            LOG.log(System.Logger.Level.DEBUG, "policy file is not readable now", e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "policy file was not taken", e);
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
