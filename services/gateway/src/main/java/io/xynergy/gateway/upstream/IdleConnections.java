package io.xynergy.gateway.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Kept-alive connections of one lane to one endpoint; the one used last is used first, so that as
 * few as possible stay warm and the others age out.
 */
final class IdleConnections {

    private final ArrayDeque<UpstreamConnection> stack = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;

    @Nullable UpstreamConnection take() {
        lock.lock();
        try {
            return stack.pollFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a connection; false when the endpoint is no longer used. */
    boolean keep(UpstreamConnection connection) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            stack.addFirst(connection);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a connection; false when somebody has taken it already. */
    boolean remove(UpstreamConnection connection) {
        lock.lock();
        try {
            return stack.removeFirstOccurrence(connection);
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
            all = List.copyOf(stack);
            stack.clear();
        } finally {
            lock.unlock();
        }
        all.forEach(UpstreamConnection::discardIdle);
    }

    int size() {
        lock.lock();
        try {
            return stack.size();
        } finally {
            lock.unlock();
        }
    }
}
