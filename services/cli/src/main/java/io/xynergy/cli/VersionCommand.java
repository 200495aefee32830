package io.xynergy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code xynergy version}: what runs, and on which JVM. */
@Command(
        name = "version",
        description = "Prints the version of xynergy and of its JVM.",
        footerHeading = "%nExample:%n",
        footer = "  xynergy version")
final class VersionCommand implements Callable<Integer> {

    private final PrintWriter out;

    VersionCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        new Version().lines().forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }

    /** The text of {@code version} and {@code --version}. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return lines().toArray(String[]::new);
        }

        List<String> lines() {
            String version = Xynergy.class.getPackage().getImplementationVersion();
            return List.of(
                    "xynergy %s (JVM %s)"
                            .formatted(
                                    version == null ? "unpackaged" : version, Runtime.version()));
        }
    }
}
