package io.xynergy.gateway.config;

import io.xynergy.gateway.file.FileStamp;
import io.xynergy.policy.document.DocumentBounds;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a configuration on disk and hands over each new version once it is whole, as {@link
 * Settling} decides.
 *
 * <p>It looks at the files' attributes, because notifications miss the way in which Kubernetes
 * swaps a mounted ConfigMap (a symbolic link of a folder). When they are gone or cannot be read,
 * that is said and what was read last stays.
 *
 * @param <T> what is read
 */
public final class DiskWatch<T> implements AutoCloseable {

    /** Between two looks. */
    static final Duration EVERY = Duration.ofMillis(50);

    /** Editors and version control take files away before they put new ones there. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** From then on it is said that what is there waits for somebody who still writes it. */
    static final Duration LONG_WRITING = Duration.ofSeconds(5);

    /** How long a file is waited for at the start that somebody writes. */
    static final Duration LONGEST_START = Duration.ofSeconds(10);

    private static final System.Logger LOG = System.getLogger(DiskWatch.class.getName());

    private final Source<T> source;
    private final Consumer<T> changed;
    private final World world;
    private final ScheduledExecutorService scheduler =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("config-watch").daemon().factory());
    private final Settling settling;
    private @Nullable ScheduledFuture<?> looking;
    private long tryAgainAt;
    private boolean unreadable;
    private long unreadableSince;
    private volatile @Nullable Problem problem;

    private DiskWatch(Source<T> source, Consumer<T> changed, World world, FilesSeen taken) {
        this.source = source;
        this.changed = changed;
        this.world = world;
        this.settling = new Settling(world.writers(), taken);
        this.tryAgainAt = world.nanos().getAsLong();
    }

    /** Files that are read together. */
    public interface Source<T> {

        /**
         * The files as they are now.
         *
         * @throws IOException if they are not there, or cannot be read
         */
        FilesSeen look() throws IOException;

        /** Reads them. */
        T read() throws IOException;
    }

    /** One file. */
    public record OneFile(Path path) implements Source<byte[]> {

        @Override
        public FilesSeen look() throws IOException {
            return new FilesSeen(List.of(FileStamp.of(path)));
        }

        @Override
        public byte[] read() throws IOException {
            try (var in = Files.newInputStream(path)) {
                return in.readNBytes(DocumentBounds.POLICY.bytes() + 1); // the reader says so
            }
        }
    }

    /**
     * Why the files that are there, or not there, are not what is in use.
     *
     * @param since when it began
     * @param text names the file
     */
    public record Problem(Instant since, String text) {}

    /**
     * What is around.
     *
     * @param pause waits for so many nanoseconds
     */
    record World(Writers writers, LongSupplier nanos, InstantSource clock, LongConsumer pause) {

        static World real() {
            return new World(
                    new OpenFiles(System::nanoTime),
                    System::nanoTime,
                    InstantSource.system(),
                    LockSupport::parkNanos);
        }
    }

    /**
     * Reads as soon as the files are whole, and watches from then on.
     *
     * @param first gets the version that is there
     * @param changed gets each later one, on the watcher's thread
     * @throws IOException if it cannot be read now, or is still being written after 10 seconds
     */
    public static <T> DiskWatch<T> of(Source<T> source, Consumer<T> first, Consumer<T> changed)
            throws IOException {
        return of(source, first, changed, World.real());
    }

    static <T> DiskWatch<T> of(
            Source<T> source, Consumer<T> first, Consumer<T> changed, World world)
            throws IOException {
        long end = world.nanos().getAsLong() + LONGEST_START.toNanos();
        while (true) {
            FilesSeen files = source.look();
            if (isWhole(files, world)) {
                T found = source.read();
                if (source.look().equals(files)) {
                    var watch = new DiskWatch<T>(source, changed, world, files);
                    first.accept(found);
                    return watch;
                }
            }
            if (world.nanos().getAsLong() - end >= 0) {
                throw new IOException(
                        "%s is still being written after %d seconds%s"
                                .formatted(
                                        files.paths().getFirst(),
                                        LONGEST_START.toSeconds(),
                                        by(world.writers().of(files.paths()))));
            }
            world.pause().accept(EVERY.toNanos());
        }
    }

    private static boolean isWhole(FilesSeen files, World world) {
        Instant written = files.lastModified().toInstant();
        Duration age = Duration.between(written, world.clock().instant());
        return Settling.isWhole(files, age, world.writers());
    }

    private static String by(Writers.Found found) {
        return found instanceof Writers.Somebody somebody
                ? ", by process " + somebody.process()
                : "";
    }

    /** Begins to look for later versions. */
    public void start() {
        long every = EVERY.toMillis();
        looking =
                scheduler.scheduleWithFixedDelay(
                        () -> look(false), every, every, TimeUnit.MILLISECONDS);
    }

    /** Reads what is there, however lately it was written, unless somebody is still writing it. */
    public void readNow() {
        try {
            scheduler.execute(() -> look(true));
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.DEBUG, "it is closed", e);
        }
    }

    /** Why what is there is not in use; null if it is. */
    public @Nullable Problem problem() {
        return problem;
    }

    /** One look; for the watcher's thread, and for tests in its place. */
    void look(boolean asked) {
        try {
            if (!asked && world.nanos().getAsLong() - tryAgainAt < 0) {
                return;
            }
            FilesSeen now = source.look();
            boolean due = settling.isDue(now, world.nanos().getAsLong());
            if (due || (asked && !isHeld(now))) {
                read(now);
            }
            said(pending());
            unreadable = false;
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException | StackOverflowError e) {
            // Thrown further it would end the watch for good. What threw may be better next time.
            said("the configuration was not taken: " + e);
            tryAgainAt = world.nanos().getAsLong() + PATIENCE.toNanos();
            LOG.log(System.Logger.Level.ERROR, "the configuration was not taken", e);
        }
    }

    private boolean isHeld(FilesSeen now) {
        return world.writers().of(now.paths()) instanceof Writers.Somebody;
    }

    private void read(FilesSeen now) throws IOException {
        T found = source.read();
        if (source.look().equals(now)) {
            changed.accept(found);
            settling.took(now);
        }
    }

    /** What waits for somebody who has been writing it for long. */
    private @Nullable String pending() {
        Writers.Somebody writer = settling.writer();
        boolean lately = settling.waiting(world.nanos().getAsLong()).compareTo(LONG_WRITING) < 0;
        return writer == null || lately
                ? null
                : "%s is open for writing by process %s; it is read when that has closed it"
                        .formatted(writer.file(), writer.process());
    }

    private void failed(IOException e) {
        long now = world.nanos().getAsLong();
        if (!unreadable) {
            unreadable = true;
            unreadableSince = now;
        }
        if (now - unreadableSince >= PATIENCE.toNanos()) {
            said(text(e));
        }
    }

    private static String text(IOException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case NoSuchFileException _ -> message + ": no such file";
            case AccessDeniedException _ -> message + ": permission denied";
            case FileSystemException _ -> message;
            default -> "the configuration cannot be read: " + message;
        };
    }

    private void said(@Nullable String text) {
        Problem before = problem;
        if (text == null) {
            if (before != null) {
                problem = null;
                LOG.log(
                        System.Logger.Level.INFO,
                        "the configuration on disk is followed again; before: {0}",
                        before.text());
            }
        } else if (before == null || !before.text().equals(text)) {
            problem = new Problem(world.clock().instant(), text);
            LOG.log(System.Logger.Level.ERROR, "{0}; the configuration in force is kept", text);
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
