package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A program that is kept running: its end is noticed at once, said with its cause, and followed by
 * a new start.
 *
 * <p>The first start is not repeated, because what fails there is a mistake that lasts.
 */
final class Part {

    private static final System.Logger LOG = System.getLogger(Part.class.getName());
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Program program;
    private final Surroundings around;
    private final PartLog log;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private final ReentrantLock launching = new ReentrantLock();
    private final Thread keeper;
    private @Nullable Process process;
    private volatile boolean serving;

    /**
     * What the parts of one stack share.
     *
     * @param changed told when a part begins or ends to serve
     */
    record Surroundings(
            Path launcher, Path logs, Leftovers leftovers, Progress progress, Runnable changed) {}

    private Part(Program program, Surroundings around) {
        this.program = program;
        this.around = around;
        this.log = new PartLog(around.logs().resolve(program.name() + ".log"));
        this.keeper =
                Thread.ofPlatform()
                        .daemon()
                        .name("keep-" + program.name())
                        .stackSize(512 * 1024)
                        .unstarted(this::keep);
    }

    /** Starts {@code program}; it may serve only later. */
    static Part start(Program program, Surroundings around) {
        var part = new Part(program, around);
        part.keeper.start();
        return part;
    }

    String name() {
        return program.name();
    }

    /** Whether it serves now, as far as is known. */
    boolean isServing() {
        return serving;
    }

    private void serving(boolean now) {
        if (serving != now) {
            serving = now;
            around.changed().run();
        }
    }

    /** Waits until it has served for the first time. */
    void awaitReady(Duration patience) throws StackException, InterruptedException {
        try {
            firstReady.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw failed(cause == null ? "failed" : String.valueOf(cause.getMessage()));
        } catch (TimeoutException e) {
            throw failed("does not serve after " + patience.toSeconds() + " s");
        }
    }

    private StackException failed(String how) {
        var message = new StringBuilder(how);
        List<String> lines = log.lastLines();
        if (!lines.isEmpty()) {
            message.append("; the last lines of ").append(log.file()).append(':');
            lines.forEach(line -> message.append("\n    ").append(line));
        }
        return StackException.part(name(), message.toString());
    }

    /** Ends it well, or by force when its time is over, and returns when it has ended. */
    void stop() {
        Process current;
        launching.lock();
        try {
            stopAsked.countDown();
            current = process;
        } finally {
            launching.unlock();
        }
        try {
            if (current != null) {
                tellLauncher(current, "stop");
            }
            if (!keeper.join(program.stop().within()) && current != null) {
                around.progress().line("%s does not end and is killed".formatted(name()));
                current.destroyForcibly();
                keeper.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.close();
    }

    /** Whoever launched the program has its standard input, and sends it the signal. */
    private static void tellLauncher(Process process, String word) {
        try (OutputStream launcher = process.getOutputStream()) {
            launcher.write((word + "\n").getBytes(US_ASCII));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "it has ended already", e);
        }
    }

    private void keep() {
        try {
            int failures = 0;
            long ended = around.progress().now();
            do {
                boolean served = run(ended);
                ended = around.progress().now();
                failures = served ? 0 : failures + 1;
            } while (firstReady.isDone()
                    && !firstReady.isCompletedExceptionally()
                    && !stopAsked.await(pause(failures).toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "interrupted", e);
        } finally {
            firstReady.completeExceptionally(new IllegalStateException("was stopped"));
        }
    }

    private static Duration pause(int failures) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /** Runs it once, to its end; tells whether it served. */
    private boolean run(long downSince) throws InterruptedException {
        boolean served = false;
        String how;
        try {
            Process current = launch();
            if (current == null) {
                return false;
            }
            Thread output = log.follow(name(), current.getInputStream());
            served = awaitServing(current);
            serving(served);
            if (served && !firstReady.complete(null)) {
                around.progress()
                        .line(
                                "%s is back after %s"
                                        .formatted(name(), around.progress().since(downSince)));
            }
            current.waitFor();
            serving(false);
            tellLauncher(current, "ended");
            output.join(500); // its last words; what it started may live on and hold the pipe
            around.leftovers().forget(name());
            how = ProcessEnd.describe(current.exitValue());
        } catch (IOException e) {
            how = "cannot be started: " + e.getMessage();
        }
        if (stopAsked.getCount() > 0) {
            ended(how, served);
        }
        return served;
    }

    private void ended(String how, boolean served) {
        if (firstReady.completeExceptionally(new IllegalStateException(how))) {
            return;
        }
        List<String> lines = log.lastLines();
        if (served) {
            around.progress().line("%s %s; it is started again".formatted(name(), how));
        } else if (!lines.isEmpty()) {
            around.progress().line("%s %s: %s".formatted(name(), how, lines.getLast()));
        }
    }

    /** A new process; null if the part is to stop. */
    private @Nullable Process launch() throws IOException {
        List<String> command = new ArrayList<>();
        command.add("sh");
        command.add(around.launcher().toString());
        command.add(program.stop().signal());
        command.add(Long.toString(program.stop().within().toSeconds()));
        command.addAll(program.command());
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(program.environment());
        launching.lock();
        try {
            if (stopAsked.getCount() == 0) {
                return null;
            }
            Process started = builder.start();
            process = started;
            around.leftovers().note(name(), started.toHandle());
            return started;
        } finally {
            launching.unlock();
        }
    }

    /** Whether it serves before it ends or is to stop. */
    private boolean awaitServing(Process current) throws InterruptedException {
        while (current.isAlive()) {
            if (program.readiness().isReady(current.pid())) {
                return true;
            }
            if (stopAsked.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }
}
