package io.xynergy.cli.stack;

import java.util.Map;

/** The words for how a process ended. */
final class ProcessEnd {

    /** What a shell and the JVM add to a signal's number. */
    private static final int KILLED = 128;

    private static final Map<Integer, String> SIGNALS =
            Map.of(
                    1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 6, "SIGABRT", 7, "SIGBUS", 9, "SIGKILL",
                    11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

    private ProcessEnd() {}

    /** Continues a sentence that begins with the part's name. */
    static String describe(int exitValue) {
        if (exitValue == 0) {
            return "ended by itself";
        }
        if (exitValue > KILLED) {
            int number = exitValue - KILLED;
            return "was killed by " + SIGNALS.getOrDefault(number, "signal " + number);
        }
        return "ended with exit code " + exitValue;
    }
}
