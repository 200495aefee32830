package io.xynergy.cli;

import io.xynergy.cli.stack.StackOptions;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a stack keeps what it must not lose. */
final class DataOption {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the stack keeps data and logs. Default: ${DEFAULT-VALUE}.")
    private Path directory = Path.of(StackOptions.USUAL_DATA);

    Path directory() {
        return directory;
    }
}
