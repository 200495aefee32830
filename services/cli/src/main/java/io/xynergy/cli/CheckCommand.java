package io.xynergy.cli;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.PolicyWarning;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code xynergy check}: whether policies are valid, and the digest that a gateway would show. */
@Command(
        name = "check",
        description = "Checks policies: prints the digest of each, or everything that is wrong.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy check crds/examples/*.yaml",
            "  xynergy check --json policy.yaml > config/config.json",
            "  echo 1 > config/revision",
            "",
            "The last two make a folder for `xynergy gateway --config`, which needs both",
            "files; a change needs a greater number in `revision` (docs/DELIVERY.md).",
            "Exits with 1 when a file is invalid or cannot be read."
        })
final class CheckCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "Policy file in YAML or JSON; - reads the standard input.")
    private List<Path> files = List.of();

    @Option(
            names = "--json",
            description =
                    "Prints the compiled configuration of one policy in place of its digest, which"
                            + " is the SHA-256 of what is printed.")
    private boolean json;

    private final PrintWriter out;
    private final PrintWriter err;

    CheckCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        if (json && files.size() > 1) {
            throw Failure.usage(
                    "--json prints one configuration, and " + files.size() + " are given");
        }
        int exitCode = ExitCode.OK;
        for (Path file : files) {
            if (!check(file)) {
                exitCode = ExitCode.INVALID;
            }
        }
        out.flush();
        err.flush();
        return exitCode;
    }

    private boolean check(Path file) {
        byte[] document;
        try {
            document = PolicyFile.read(file);
        } catch (Failure e) {
            err.println(e.getMessage());
            return false;
        }
        return switch (Policies.compile(document)) {
            case CompileResult.Compiled compiled -> {
                for (PolicyWarning warning : compiled.warnings()) {
                    err.println(PolicyFile.located(file, warning));
                }
                print(file, compiled);
                yield true;
            }
            case CompileResult.Rejected rejected -> {
                for (PolicyError error : rejected.errors()) {
                    err.println(PolicyFile.located(file, error));
                }
                yield false;
            }
        };
    }

    private void print(Path file, CompileResult.Compiled compiled) {
        if (json) {
            // without an end of line, which would be another document
            out.print(new String(compiled.canonicalJson(), StandardCharsets.UTF_8));
        } else {
            out.println(file + ": " + compiled.digest());
        }
    }
}
