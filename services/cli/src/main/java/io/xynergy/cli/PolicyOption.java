package io.xynergy.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The policy to serve. */
final class PolicyOption {

    @Option(
            names = {"-f", "--policy"},
            paramLabel = "FILE",
            description = "The policy to serve.")
    private @Nullable Path file;

    boolean isGiven() {
        return file != null;
    }

    /**
     * The file, which may not exist.
     *
     * @param example what a user without one may give
     */
    Path required(String example) {
        Path given = file;
        if (given == null) {
            throw Failure.usage("no policy: give one with -f FILE; an example is " + example);
        }
        return given;
    }
}
