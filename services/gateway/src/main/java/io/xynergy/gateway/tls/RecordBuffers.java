package io.xynergy.gateway.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/** Buffers for TLS records, lent while there is something in them; few are kept. */
final class RecordBuffers {

    /** Room for a record of either kind: 16 KiB of data and the most that ciphers add. */
    static final int RECORD = 17 * 1024;

    /** Two records: fewer system calls for bodies, and still small. */
    private static final int SIZE = 2 * RECORD;

    private static final int KEPT = 128;

    /** The types of records (RFC 8446, 5.1; RFC 6520). */
    private static final int FIRST_TYPE = 20;

    private static final int LAST_TYPE = 24;

    private final ArrayDeque<ByteBuffer> kept = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final LongConsumer taken;
    private final LongConsumer given;

    /**
     * Keeps nothing yet.
     *
     * @param taken told of bytes that are held from now on
     * @param given told of bytes that are held no more
     */
    RecordBuffers(LongConsumer taken, LongConsumer given) {
        this.taken = taken;
        this.given = given;
    }

    /** Whether what arrived can be the beginning of a record. */
    static boolean isRecord(ByteBuffer arrived) {
        int type = arrived.get(arrived.position());
        return type >= FIRST_TYPE && type <= LAST_TYPE;
    }

    ByteBuffer take() {
        lock.lock();
        try {
            ByteBuffer buffer = kept.pollFirst();
            if (buffer != null) {
                return buffer.clear();
            }
        } finally {
            lock.unlock();
        }
        taken.accept(SIZE);
        return ByteBuffer.allocate(SIZE);
    }

    void give(ByteBuffer buffer) {
        if (buffer.capacity() < SIZE) {
            given.accept(buffer.capacity());
            return;
        }
        lock.lock();
        try {
            if (kept.size() < KEPT) {
                kept.addFirst(buffer);
                return;
            }
        } finally {
            lock.unlock();
        }
        given.accept(SIZE);
    }

    /** The same bytes in a buffer that has room for nothing more; the one given is given back. */
    ByteBuffer shrunk(ByteBuffer buffer) {
        ByteBuffer small = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
        taken.accept(small.capacity());
        give(buffer);
        return small;
    }

    /** The same bytes in a buffer with room behind them; the one given is given back. */
    ByteBuffer grown(ByteBuffer small) {
        ByteBuffer buffer = take().put(small).flip();
        give(small);
        return buffer;
    }

    /** Whether a buffer has only the room that its bytes take. */
    boolean isShrunk(ByteBuffer buffer) {
        return buffer.capacity() < SIZE;
    }
}
