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

    private final ArrayDeque<ByteBuffer> kept = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();

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
