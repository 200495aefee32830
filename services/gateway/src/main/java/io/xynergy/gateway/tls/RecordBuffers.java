package io.xynergy.gateway.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.locks.ReentrantLock;

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

    /** Whether what arrived can be the beginning of a record. */
    static boolean isRecord(ByteBuffer arrived) {
        int type = arrived.get(arrived.position());
        return type >= FIRST_TYPE && type <= LAST_TYPE;
    }

    ByteBuffer take() {
        lock.lock();
        try {
            ByteBuffer buffer = kept.pollFirst();
            return buffer == null ? ByteBuffer.allocate(SIZE) : buffer.clear();
        } finally {
            lock.unlock();
        }
    }

    void give(ByteBuffer buffer) {
        lock.lock();
        try {
            if (kept.size() < KEPT) {
                kept.addFirst(buffer);
            }
        } finally {
            lock.unlock();
        }
    }
}
