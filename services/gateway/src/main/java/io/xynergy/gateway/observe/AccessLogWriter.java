package io.xynergy.gateway.observe;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;

/** The thread that writes batches; a platform thread, because file writes hold their carrier. */
final class AccessLogWriter {

    private static final Logger LOG = System.getLogger(AccessLogWriter.class.getName());
    private static final long TICK_NANOS = 500_000_000;
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Batches batches;
    private final LogSink out;
    private final Runnable flushShards;
    private final Thread thread;
    private boolean failing;

    AccessLogWriter(Batches batches, LogSink out, Runnable flushShards) {
        this.batches = batches;
        this.out = out;
        this.flushShards = flushShards;
        thread = Thread.ofPlatform().name("access-log").daemon(true).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends after the batches that were handed over; a writer that hangs is left behind. */
    void close() {
        batches.end();
        try {
            if (!thread.join(CLOSE)) {
                LOG.log(Logger.Level.WARNING, "the access log's output hangs; lines are lost");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            writeUntilEnd();
            out.close();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.log(Logger.Level.WARNING, "the access log could not be closed", e);
        }
    }

    private void writeUntilEnd() throws InterruptedException {
        long nextTick = System.nanoTime() + TICK_NANOS;
        while (true) {
            long left = nextTick - System.nanoTime();
            if (left <= 0) {
                flushShards.run();
                out.refresh(false);
                left = TICK_NANOS;
                nextTick = System.nanoTime() + left;
            }
            Batches.Batch batch = batches.await(left);
            if (batch == Batches.END) {
                return;
            }
            if (batch == Batches.REOPEN) {
                batches.reopening();
                out.refresh(true);
            } else if (batch != null) {
                write(batch);
                batches.recycle(batch);
            }
        }
    }

    private void write(Batches.Batch batch) {
        try {
            out.refresh(false);
            out.write(batch.bytes, batch.length);
            failing = false;
        } catch (IOException e) {
            batches.drop(batch.lines);
            if (!failing) {
                failing = true;
                LOG.log(
                        Logger.Level.ERROR,
                        "access log {0}: lines are lost until writing works: {1}",
                        out,
                        e.getMessage());
            }
        }
    }
}
