package io.xynergy.gateway.pattern;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of the states of all automata of one table of routes; when it is used up, all
 * begin anew.
 */
final class StateBudget {

    private final long most;
    private final AtomicLong used = new AtomicLong();
    private final List<Automaton> users = new CopyOnWriteArrayList<>();

    StateBudget(long most) {
        this.most = most;
    }

    /** A part of the heap that nobody misses. */
    static StateBudget ofProcess() {
        return new StateBudget(
                Math.clamp(Runtime.getRuntime().maxMemory() / 32, 1L << 20, 64L << 20));
    }

    /** Not for requests. */
    void add(List<Automaton> automata) {
        users.addAll(automata);
    }

    /** Takes room for a state; false: it must not be kept. */
    boolean take(int bytes) {
        long before = used.getAndAdd(bytes);
        if (before + bytes <= most) {
            return true;
        }
        if (before <= most) {
            // The one that came first to the end clears up for all.
            users.forEach(Automaton::forget);
            used.set(0);
        }
        return false;
    }

    long used() {
        return used.get();
    }
}
