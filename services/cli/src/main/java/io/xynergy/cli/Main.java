package io.xynergy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Runs the command line and exits with its code. */
final class Main {

    /** Held, because the log system forgets the level of a logger that nobody holds. */
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    private Main() {}

    public static void main(String[] arguments) {
        HELIDON.setLevel(Level.WARNING);
        var out = new PrintWriter(System.out, true, UTF_8);
        var err = new PrintWriter(System.err, true, UTF_8);
        System.exit(Xynergy.commandLine(out, err).execute(arguments));
    }
}
