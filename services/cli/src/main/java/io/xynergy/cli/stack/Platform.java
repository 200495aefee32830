package io.xynergy.cli.stack;

import java.util.Locale;

/** The system that the bundled programs must fit. */
record Platform(Os os, Machine machine) {

    /** Operating systems with bundled programs. */
    enum Os {
        LINUX,
        MAC
    }

    /** Processors with bundled programs. */
    enum Machine {
        X64,
        ARM64
    }

    static Platform current() throws StackException {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /** From the JVM's words for them. */
    static Platform of(String name, String architecture) throws StackException {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean mac = lower.startsWith("mac");
        if (!mac && !lower.startsWith("linux")) {
            throw unknown(name, architecture);
        }
        Machine machine =
                switch (architecture) {
                    case "amd64", "x86_64" -> Machine.X64;
                    case "aarch64", "arm64" -> Machine.ARM64;
                    default -> throw unknown(name, architecture);
                };
        return new Platform(mac ? Os.MAC : Os.LINUX, machine);
    }

    private static StackException unknown(String name, String architecture) {
        return StackException.input(
                "PostgreSQL and Redis are bundled for Linux and macOS on x64 and arm64, not for %s on %s; run your own and give --db and --redis"
                        .formatted(name, architecture));
    }

    /** The archive in the jar of PostgreSQL's programs. */
    String postgresArchive() {
        return "postgres-%s-%s.txz"
                .formatted(
                        os == Os.MAC ? "darwin" : "linux",
                        machine == Machine.X64 ? "x86_64" : "arm_64");
    }
}
