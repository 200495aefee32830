package io.xynergy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.xynergy.kit.log.Logging;
import java.io.PrintWriter;

/** Runs the command line and exits with its code. */
final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Logging.configure(System.getenv());
        var out = new PrintWriter(System.out, true, UTF_8);
        var err = new PrintWriter(System.err, true, UTF_8);
        System.exit(Xynergy.commandLine(out, err, arguments).execute(arguments));
    }
}
