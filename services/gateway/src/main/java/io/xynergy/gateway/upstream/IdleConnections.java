package io.xynergy.gateway.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Kept-alive connections of one lane to one endpoint; the one used last is used first, so that as
 * few as possible stay warm and the others age out.
 *
 * <p>Doubtful ones, behind whose last response bytes may follow that belong to nobody, stand apart
 * until they have been silent for {@link #SILENCE_NANOS}, the longest idle first.
 */
final class IdleConnections {

    /** A body that must not be there follows its head sooner than this, where it follows. */
    static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ArrayDeque<UpstreamConnection> stack = new ArrayDeque<>();
    private final ArrayDeque<UpstreamConnection> doubtful = new ArrayDeque<>();
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    /**
     * Connections of one lane.
     *
     * @param clock the time, as {@link System#nanoTime}
     */
    IdleConnections(LongSupplier clock) {
        this.clock = clock;
    }

    @Nullable UpstreamConnection take() {
        lock.lock();
        try {
            UpstreamConnection last = stack.pollFirst();
            return last == null ? takeSilent() : last;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable UpstreamConnection takeSilent() {
        UpstreamConnection oldest = doubtful.peekFirst();
        boolean ready = oldest != null && clock.getAsLong() - oldest.idleSince() >= SILENCE_NANOS;
        return ready ? doubtful.pollFirst() : null;
    }

    /** Keeps a connection; false when the endpoint is no longer used. */
    boolean keep(UpstreamConnection connection) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            if (connection.isDoubtful()) {
                doubtful.addLast(connection);
            } else {
                stack.addFirst(connection);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a connection; false when somebody has taken it already. */
    boolean remove(UpstreamConnection connection) {
        lock.lock();
        try {
            return stack.removeFirstOccurrence(connection)
                    || doubtful.removeFirstOccurrence(connection);
        } finally {
            lock.unlock();
        }
    }

    /** Closes what has been idle since before {@code time}. */
    void evict(long time) {
        var old = new ArrayList<UpstreamConnection>();
        lock.lock();
        try {
            UpstreamConnection last;
            while ((last = stack.peekLast()) != null && last.idleSince() - time < 0) {
                old.add(stack.removeLast());
            }
            while ((last = doubtful.peekFirst()) != null && last.idleSince() - time < 0) {
                old.add(doubtful.removeFirst());
            }
        } finally {
            lock.unlock();
        }
        old.forEach(UpstreamConnection::discardIdle);
    }

    /** Closes the one that has been idle for longest; false when there is none. */
    boolean closeOldest() {
        UpstreamConnection oldest;
        lock.lock();
        try {
            oldest = stack.pollLast();
            if (oldest == null) {
                oldest = doubtful.pollFirst();
            }
        } finally {
            lock.unlock();
        }
        if (oldest != null) {
            oldest.discardIdle();
        }
        return oldest != null;
    }

    void closeAll() {
        List<UpstreamConnection> all;
        lock.lock();
        try {
            closed = true;
            all = new ArrayList<>(stack);
            all.addAll(doubtful);
            stack.clear();
            doubtful.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(UpstreamConnection::discardIdle);
    }

    int size() {
        lock.lock();
        try {
            return stack.size() + doubtful.size();
        } finally {
            lock.unlock();
        }
    }
}
