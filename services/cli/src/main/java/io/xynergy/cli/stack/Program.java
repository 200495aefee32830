package io.xynergy.cli.stack;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server or a service as a process.
 *
 * @param name as messages, log files and options call it
 * @param environment added to the environment of this process; never printed
 * @param stop how it is asked to end
 * @param readiness whether it serves
 */
record Program(
        String name,
        List<String> command,
        Map<String, String> environment,
        Stop stop,
        Readiness readiness) {

    Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The signal that ends it well, without SIG, and how long that may take before SIGKILL. */
    record Stop(String signal, Duration within) {}

    /** Whether the process serves; asked again until it does. */
    @FunctionalInterface
    interface Readiness {
        boolean isReady(long pid);
    }

    @Override
    public String toString() {
        return "Program[" + name + "]";
    }
}
