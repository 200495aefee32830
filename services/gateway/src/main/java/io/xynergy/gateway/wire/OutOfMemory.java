package io.xynergy.gateway.wire;

import java.lang.System.Logger.Level;

/**
 * Ends the process when memory has run out all the same: lanes that lost a thread to it would serve
 * nobody, and who watches the process would see nothing wrong.
 *
 * <p>{@code -XX:+ExitOnOutOfMemoryError} does so for the heap, with the same exit code; this is for
 * direct memory and threads, and for a JVM that was started without it.
 */
final class OutOfMemory {

    private static final System.Logger LOG = System.getLogger(OutOfMemory.class.getName());

    /** The JVM's own exit code for it. */
    private static final int EXIT_CODE = 3;

    private OutOfMemory() {}

    /** Ends the process, without any of its hooks, if memory has run out. */
    static void endProcess(Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            System.err.println("Memory has run out, so the process ends: " + thrown.getMessage());
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    /** What becomes of what nobody caught on a lane. */
    static void uncaught(Thread thread, Throwable thrown) {
        endProcess(thrown);
        LOG.log(Level.ERROR, "thread failed: " + thread, thrown);
    }
}
