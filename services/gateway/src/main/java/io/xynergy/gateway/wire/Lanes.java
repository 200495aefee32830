package io.xynergy.gateway.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The lanes of a process and why they are of their kind.
 *
 * @param carrier which kind runs
 * @param reason why this kind was chosen, for logs and health
 */
public record Lanes(Carrier carrier, String reason, List<Lane> all) implements AutoCloseable {

    /** Who runs the virtual threads. */
    public enum Carrier {
        /** Reactor cores that schedule their own virtual threads. */
        CORE,
        /** The JVM's scheduler. */
        THREAD
    }

    /** What a user may ask for. */
    public enum Choice {
        AUTO,
        CORE,
        THREAD
    }

    public Lanes {
        all = List.copyOf(all);
    }

    /**
     * Opens {@code cores} lanes, or one of default virtual threads if cores cannot be had.
     *
     * @throws IllegalStateException if cores were asked for by name and cannot be had
     */
    public static Lanes open(Choice choice, int cores) {
        String unavailable = VirtualThreads.unavailable();
        if (choice == Choice.CORE && unavailable != null) {
            throw new IllegalStateException(
                    "carrier core needs --add-opens java.base/java.lang=ALL-UNNAMED: "
                            + unavailable);
        }
        if (choice == Choice.THREAD || unavailable != null) {
            String reason = choice == Choice.THREAD ? "as configured" : "cores: " + unavailable;
            return new Lanes(Carrier.THREAD, reason, List.of(new ThreadLane(0)));
        }
        return new Lanes(
                Carrier.CORE,
                choice == Choice.CORE ? "as configured" : "available",
                lanes(cores, Core::new));
    }

    private static List<Lane> lanes(int count, IntFunction<Lane> opener) {
        var lanes = new ArrayList<Lane>(count);
        for (int i = 0; i < count; i++) {
            lanes.add(opener.apply(i));
        }
        return lanes;
    }

    @Override
    public void close() {
        all.forEach(Lane::close);
    }
}
