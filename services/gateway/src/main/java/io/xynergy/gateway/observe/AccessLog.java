package io.xynergy.gateway.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One JSON line for each request, written in batches by one thread that no request waits for.
 *
 * <p>Each core appends to a shard of its own. A batch is written when it is full and at least twice
 * a second. Memory is bounded: when the output is slower than the requests, lines are dropped and
 * counted.
 */
public final class AccessLog implements AutoCloseable {

    private static final int BATCH_BYTES = 32 << 10;
    private static final int BATCHES = 64;
    private static final int MAX_SHARDS = 32;

    private final Batches batches;
    private final List<Shard> shards = new CopyOnWriteArrayList<>();
    private final LogSink out;
    private final AccessLogWriter writer;
    private volatile AccessLogMode mode;
    private volatile boolean closed;

    /** Touched by the thread that opens lanes alone. */
    private int nextShared;

    private AccessLog(AccessLogMode mode, LogSink out, int batchCount) {
        this.mode = mode;
        this.out = out;
        batches = new Batches(batchCount, BATCH_BYTES);
        writer = new AccessLogWriter(batches, out, this::flushShards);
        writer.start();
    }

    /** A log on standard output. */
    public static AccessLog toStandardOutput(AccessLogMode mode) {
        return to(mode, new StandardOutput());
    }

    /**
     * A log at the end of a file, which is made when it is missing, and again when it has been
     * moved away.
     *
     * @throws IOException when the file cannot be written
     */
    public static AccessLog toFile(AccessLogMode mode, Path file) throws IOException {
        return new AccessLog(mode, LogFile.open(file, System::nanoTime), BATCHES);
    }

    /** A log on a stream, which it closes with itself. */
    public static AccessLog to(AccessLogMode mode, OutputStream out) {
        return new AccessLog(mode, new LogStream(out), BATCHES);
    }

    static AccessLog withBatches(AccessLogMode mode, OutputStream out, int batchCount) {
        return new AccessLog(mode, new LogStream(out), batchCount);
    }

    /**
     * A place to append to, for one core or for a group of threads. There are as many as batches
     * allow; on machines with more cores some share one.
     */
    public Shard shard() {
        if (shards.size() == MAX_SHARDS) {
            Shard shared = shards.get(nextShared);
            nextShared = (nextShared + 1) % MAX_SHARDS;
            return shared;
        }
        var shard = new Shard();
        shards.add(shard);
        return shard;
    }

    /** Changes which requests get a line, from the next one on. */
    public void mode(AccessLogMode newMode) {
        mode = newMode;
    }

    /** Opens its file again now, for those who have moved it away; does not wait for it. */
    public void reopen() {
        batches.askToReopen();
    }

    /** Tells how often its file was opened again, and how often that failed. */
    Tally<LogSink.Reopened> reopened() {
        return out.reopened();
    }

    /** Lines that were not written: no batch was free, the output failed, or the log was closed. */
    public long dropped() {
        return batches.dropped();
    }

    /** Writes what is there, within two seconds, and ends; later lines are dropped. */
    @Override
    public void close() {
        closed = true;
        flushShards();
        writer.close();
    }

    private void flushShards() {
        shards.forEach(Shard::flush);
    }

    /** Standard output, which is the process's own and outlives the log. */
    private static final class StandardOutput extends FileOutputStream {

        StandardOutput() {
            super(FileDescriptor.out);
        }

        @Override
        public void close() {}
    }

    /** A place to append to; threads may share one, and each core should have its own. */
    public final class Shard {

        private final ReentrantLock lock = new ReentrantLock();
        private final LineWriter line = new LineWriter();
        private Batches.@Nullable Batch batch;
        private long random = System.identityHashCode(this) | 1L;

        private Shard() {}

        /** Whether a request with this outcome may get a line, to save the work of an entry. */
        public boolean wants(int status, boolean failed) {
            return switch (mode) {
                case AccessLogMode.All _, AccessLogMode.Sampled _ -> true;
                case AccessLogMode.Errors _ -> failed || status >= 400;
                case AccessLogMode.Off _ -> false;
            };
        }

        /** Adds a line if the mode wants it; never blocks on the output. */
        public void append(AccessEntry entry) {
            if (!wants(entry.status, entry.failure != null)) {
                return;
            }
            lock.lock();
            try {
                if (mode instanceof AccessLogMode.Sampled sampled && !hit(entry, sampled)) {
                    return;
                }
                if (closed || !room(LineWriter.bound(entry))) {
                    batches.drop(1);
                    return;
                }
                Batches.Batch target = batch;
                if (target != null) {
                    target.length = line.write(entry, target.bytes, target.length);
                    target.lines++;
                }
            } finally {
                lock.unlock();
            }
        }

        /** Makes sure that the batch takes so many bytes; false when there is none to be had. */
        private boolean room(int bytes) {
            Batches.Batch current = batch;
            if (current != null && current.length + bytes <= BATCH_BYTES) {
                return true;
            }
            if (current != null) {
                batches.hand(current);
            }
            batch = batches.take();
            return batch != null;
        }

        private boolean hit(AccessEntry entry, AccessLogMode.Sampled sampled) {
            if (entry.failure != null || entry.status >= 500) {
                return true;
            }
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            return (random >>> 11) * 0x1p-53 < sampled.rate();
        }

        private void flush() {
            lock.lock();
            try {
                Batches.Batch current = batch;
                if (current != null && current.length > 0) {
                    batches.hand(current);
                    batch = null;
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
