package io.xynergy.cli.stack;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Which processes a data directory has, so that a later start finds what a killed one left behind.
 *
 * <p>A process is known by its id and the time of its start; neither alone would do, because ids
 * are used again.
 */
final class Leftovers {

    /** Linux derives the time from the time of boot, which the clock's adjustment moves. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final Pattern NOTED = Pattern.compile("[0-9]{1,10} [0-9]{1,15}");

    private static final String SUFFIX = ".pid";

    private final Path directory;

    Leftovers(Path directory) {
        this.directory = directory;
    }

    /** Writes down that {@code process} runs as the part {@code name}. */
    void note(String name, ProcessHandle process) throws IOException {
        long start = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        Files.writeString(directory.resolve(name + SUFFIX), process.pid() + " " + start + "\n");
    }

    /** Forgets the part {@code name}, whose process has ended. */
    void forget(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name + SUFFIX));
    }

    /** Ends what is written down and still runs, and forgets it. */
    void end(Duration patience, Progress progress) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                Optional<ProcessHandle> process = process(Files.readString(file));
                if (process.isPresent()) {
                    String name = file.getFileName().toString().replace(SUFFIX, "");
                    progress.line(
                            "ending %s (process %d), which a killed run left behind"
                                    .formatted(name, process.get().pid()));
                    end(process.get(), patience);
                }
                Files.delete(file);
            }
        }
    }

    static Optional<ProcessHandle> process(String noted) {
        if (!NOTED.matcher(noted.strip()).matches()) {
            return Optional.empty();
        }
        String[] words = noted.strip().split(" ", 2);
        var start = Instant.ofEpochMilli(Long.parseLong(words[1]));
        return ProcessHandle.of(Long.parseLong(words[0]))
                .filter(ProcessHandle::isAlive)
                .filter(process -> startedAt(process, start));
    }

    private static boolean startedAt(ProcessHandle process, Instant start) {
        return process.info()
                .startInstant()
                .filter(actual -> Duration.between(start, actual).abs().compareTo(TOLERANCE) < 0)
                .isPresent();
    }

    /** Its launcher has asked it to end already if it is alive; SIGTERM again does no harm. */
    private static void end(ProcessHandle process, Duration patience) {
        process.destroy();
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
