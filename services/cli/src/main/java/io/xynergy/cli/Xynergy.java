package io.xynergy.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
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
            "  xynergy up -f crds/examples/xynergy.yaml",
            "  xynergy gateway -f crds/examples/quick-start.yaml",
            "  xynergy check my-policy.yaml",
            "  xynergy explain -f my-policy.yaml /api/orders",
            "  xynergy echo --port 9001",
            "",
            "Exit codes: 0 done, 1 invalid input, 2 wrong use, 69 a part does not serve,",
            "70 internal error."
        })
final class Xynergy {

    /** Set it to see the stack trace of an internal error. */
    private static final String DEBUG = "XYNERGY_DEBUG";

    private Xynergy() {}

    /**
     * The command line that reads {@code arguments}.
     *
     * <p>If they name a subcommand it is the only one that is built: the others would take a third
     * of the time that a gateway needs to start.
     */
    static CommandLine commandLine(PrintWriter out, PrintWriter err, String... arguments) {
        Map<String, Supplier<Object>> subcommands = new LinkedHashMap<>();
        subcommands.put("up", () -> new UpCommand(out, err));
        subcommands.put("token", () -> new TokenCommand(out));
        subcommands.put("keys", () -> new KeysCommand(out));
        subcommands.put("seed", () -> new SeedCommand(out));
        subcommands.put("gateway", () -> new GatewayCommand(err));
        subcommands.put("check", () -> new CheckCommand(out, err));
        subcommands.put("explain", () -> new ExplainCommand(out, err));
        subcommands.put("echo", () -> new EchoCommand(out));
        subcommands.put("issuer", () -> new IssuerCommand(err));
        subcommands.put("completion", () -> new CompletionCommand(out));
        subcommands.put("version", () -> new VersionCommand(out));
        if (arguments.length > 0 && subcommands.containsKey(arguments[0])) {
            subcommands.keySet().retainAll(List.of(arguments[0]));
        }
        var root = new CommandLine(new Xynergy());
        subcommands.values().forEach(subcommand -> root.addSubcommand(subcommand.get()));
        root.registerConverter(int.class, Xynergy::wholeNumber)
                .registerConverter(Integer.class, Xynergy::wholeNumber)
                .registerConverter(URI.class, Xynergy::url);
        return root.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // an option may take a value from a file itself
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Xynergy::wrongUse)
                .setExecutionExceptionHandler(Xynergy::failed);
    }

    private static int wholeNumber(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'%s' is not a whole number".formatted(text));
        }
    }

    private static URI url(String text) {
        try {
            var url = new URI(text);
            boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (web && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new TypeConversionException("'%s' is not an http or https URL".formatted(text));
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
