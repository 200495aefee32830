package io.xynergy.kit.signal;

import java.io.FileInputStream;
import java.io.IOException;

/** The terminal that a process was started from, if there is one. */
final class Terminal {

    /** A process without a controlling terminal cannot open it (tty(4)). */
    private static final String DEVICE = "/dev/tty";

    private final String device;
    private final boolean had;

    private Terminal(String device) {
        this.device = device;
        this.had = isThere();
    }

    static Terminal atStart() {
        return new Terminal(DEVICE);
    }

    static Terminal at(String device) {
        return new Terminal(device);
    }

    /** Whether there was one, and it was closed since. */
    boolean isGone() {
        return had && !isThere();
    }

    private boolean isThere() {
        try (var terminal = new FileInputStream(device)) {
            return terminal.getFD().valid();
        } catch (IOException _) {
            return false;
        }
    }
}
