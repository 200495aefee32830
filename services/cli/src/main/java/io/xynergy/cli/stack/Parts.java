package io.xynergy.cli.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The processes of one stack; what was started last is stopped first. */
final class Parts {

    private final Part.Surroundings surroundings;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Part> started = new ArrayList<>();
    private boolean stopping;

    Parts(Part.Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Starts a program, unless all are being stopped. */
    Part start(Program program) throws StackException {
        lock.lock();
        try {
            if (stopping) {
                throw StackException.part(program.name(), "is not started: the stack stops");
            }
            Part part = Part.start(program, surroundings);
            started.add(part);
            return part;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the part of this name was started and serves now. */
    boolean isServing(String name) {
        lock.lock();
        try {
            return started.stream().anyMatch(part -> part.name().equals(name) && part.isServing());
        } finally {
            lock.unlock();
        }
    }

    /** Stops one after the other; each has the time that its program asks for. */
    void stopAll() {
        List<Part> last;
        lock.lock();
        try {
            stopping = true;
            last = List.copyOf(started).reversed();
            started.clear();
        } finally {
            lock.unlock();
        }
        last.forEach(Part::stop);
    }
}
