package io.xynergy.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/** {@code xynergy completion}: a script that completes commands and options in a shell. */
@Command(
        name = "completion",
        description = "Prints a script that completes commands and options.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(xynergy completion bash)       # in ~/.bashrc",
            "  source <(xynergy completion zsh)        # in ~/.zshrc"
        })
final class CompletionCommand implements Callable<Integer> {

    /** The shells that have a script; picocli's own works in both. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    private Shell shell = Shell.bash;

    private final PrintWriter out;

    CompletionCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        CommandSpec root = Xynergy.commandLine(out, out).getCommandSpec();
        out.println("# xynergy completion for " + shell);
        out.print(AutoComplete.bash(root.name(), root.commandLine()));
        out.flush();
        return ExitCode.OK;
    }
}
