package io.xynergy.kit.signal;

import java.io.FileInputStream;
import java.io.IOException;

/** The terminal that a process was started from, if there is one. */
final class Terminal {

    /** A process without a controlling terminal cannot open it (tty(4)). */
    private static final String DEVICE = "/dev/tty";

    private final boolean had;

    private Terminal(boolean had) {
        this.had = had;
    }

    static Terminal atStart() {
        return new Terminal(isThere());
    }

    /** Whether there was one, and it was closed since. */
    boolean isGone() {
        return had && !isThere();
    }

    private static boolean isThere() {
        try (var terminal = new FileInputStream(DEVICE)) {
            return terminal.getFD().valid();
        } catch (IOException _) {
            return false;
        }
    }
}
