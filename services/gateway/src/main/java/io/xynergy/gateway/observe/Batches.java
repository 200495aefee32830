package io.xynergy.gateway.observe;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A bounded number of batches that go round between request threads and the writer.
 *
 * <p>Batches are made as they are needed and used again for ever; when all are under way, lines are
 * dropped and counted. Nobody but the writer waits.
 */
final class Batches {

    /** Wakes the writer when nothing more comes. */
    static final Batch END = new Batch(0);

    /** Wakes the writer to open its file again. */
    static final Batch REOPEN = new Batch(0);

    private final ArrayBlockingQueue<Batch> empty;
    private final ArrayBlockingQueue<Batch> full;
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicBoolean reopenAsked = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();
    private final int count;
    private final int bytes;

    Batches(int count, int bytes) {
        this.count = count;
        this.bytes = bytes;
        empty = new ArrayBlockingQueue<>(count);
        full = new ArrayBlockingQueue<>(count + 2); // all batches, REOPEN once and END
    }

    /** An empty batch, or null when all are under way. */
    @Nullable Batch take() {
        Batch batch = empty.poll();
        if (batch != null) {
            return batch;
        }
        if (made.get() < count && made.incrementAndGet() <= count) {
            return new Batch(bytes);
        }
        return null;
    }

    /** Gives a batch with lines to the writer; there is always room, as there are only so many. */
    void hand(Batch batch) {
        if (!full.offer(batch)) {
            throw new IllegalStateException("more batches than were made");
        }
    }

    /** Tells the writer that nothing more comes. */
    void end() {
        full.offer(END);
    }

    /** Tells the writer to open its file again, behind what it was given before. */
    void askToReopen() {
        if (reopenAsked.compareAndSet(false, true)) {
            full.offer(REOPEN);
        }
    }

    /** The writer does so; whoever asks from now on is heard again. */
    void reopening() {
        reopenAsked.set(false);
    }

    /** The next batch to write, or null when the time is over. */
    @Nullable Batch await(long nanos) throws InterruptedException {
        return full.poll(nanos, TimeUnit.NANOSECONDS);
    }

    /** Takes a written batch back. */
    void recycle(Batch batch) {
        batch.length = 0;
        batch.lines = 0;
        if (!empty.offer(batch)) {
            throw new IllegalStateException("more batches than were made");
        }
    }

    void drop(long lines) {
        dropped.add(lines);
    }

    long dropped() {
        return dropped.sum();
    }

    /** Lines for one write; owned by exactly one shard, queue or writer at a time. */
    static final class Batch {

        final byte[] bytes;
        int length;
        int lines;

        Batch(int capacity) {
            bytes = new byte[capacity];
        }
    }
}
