package io.xynergy.kit.log;

import java.util.logging.LogManager;

/**
 * A log manager that keeps its handlers while the process shuts down.
 *
 * <p>The JDK's own one removes all handlers in a shutdown hook, at the same time as our hooks drain
 * requests, and what they say would be lost. Public because the JDK makes it by name.
 */
public final class LastingLogManager extends LogManager {

    private static final String JDK_HOOK = "java.util.logging.LogManager$Cleaner";

    /** Called by the JDK. */
    public LastingLogManager() {}

    @Override
    public void reset() {
        if (Thread.currentThread().getClass().getName().equals(JDK_HOOK)) {
            return;
        }
        super.reset();
    }
}
