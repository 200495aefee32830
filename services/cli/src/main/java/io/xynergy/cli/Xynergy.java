package io.xynergy.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command: its subcommands, and what every failure prints and exits with. */
@Command(
        name = "xynergy",
        description = "An API gateway driven by one policy file.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy gateway -f crds/examples/quick-start.yaml",
            "  xynergy check my-policy.yaml",
            "  xynergy echo --port 9001",
            "",
            "Exit codes: 0 done, 1 invalid input, 2 wrong use, 70 internal error."
        })
final class Xynergy {

    /** Set it to see the stack trace of an internal error. */
    private static final String DEBUG = "XYNERGY_DEBUG";

    private Xynergy() {}

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Xynergy())
                .addSubcommand(new GatewayCommand(err))
                .addSubcommand(new CheckCommand(out, err))
                .addSubcommand(new EchoCommand(out))
                .addSubcommand(new CompletionCommand(out))
                .addSubcommand(new VersionCommand(out))
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Xynergy::wrongUse)
                .setExecutionExceptionHandler(Xynergy::failed);
    }

    private static int wrongUse(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getCommandName() + ": " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCode.USAGE;
    }

    private static int failed(Exception e, CommandLine command, @Nullable ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (e instanceof Failure failure) {
            err.println("xynergy: " + failure.getMessage());
            err.flush();
            return failure.exitCode();
        }
        err.println("xynergy: internal error: " + e + " (" + DEBUG + "=1 shows where)");
        if (System.getenv(DEBUG) != null) {
            e.printStackTrace(err);
        }
        err.flush();
        return ExitCode.INTERNAL;
    }
}
