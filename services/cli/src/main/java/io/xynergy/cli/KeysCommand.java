package io.xynergy.cli;

import io.xynergy.cli.keys.KeyFolder;
import io.xynergy.cli.keys.KeyFolder.Wish;
import io.xynergy.cli.keys.KeyWishes;
import io.xynergy.cli.stack.Stack;
import io.xynergy.policy.keys.ApiKeyState;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code xynergy keys}: the API keys of the stack on this machine. */
@Command(
        name = "keys",
        description = "Shows and replaces the API keys of the stack on this machine.",
        synopsisSubcommandLabel = "(list | show | rotate | revoke)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy keys list",
            "  curl -H \"X-Api-Key: $(xynergy keys show partner-acme)\" URL",
            "  xynergy keys rotate partner-acme",
            "  xynergy keys revoke partner-acme",
            "",
            "`xynergy up` makes a value for each of auth.apiKeys of its policy. A rotation",
            "makes another one, and the value before stays valid for the overlap of the",
            "key; a revocation ends it at once. In a cluster the operator keeps the keys."
        })
final class KeysCommand {

    private static final String ROW = "%-24s %-12s %-22s %-22s %s%n";

    private final PrintWriter out;

    KeysCommand(PrintWriter out) {
        this.out = out;
    }

    @Command(name = "list", description = "Lists the keys, without their values.")
    int list(@Mixin DataOption data) {
        KeyFolder folder = folder(data);
        out.printf(ROW, "NAME", "ID", "SINCE", "NEXT ROTATION", "BEFORE IT");
        for (String name : names(folder)) {
            row(folder, name);
        }
        out.flush();
        return ExitCode.OK;
    }

    /** A key that cannot be read hides no other. */
    private void row(KeyFolder folder, String name) {
        try {
            KeyFolder.Entry key = folder.read(name).orElse(null);
            if (key != null) {
                out.printf(
                        ROW,
                        name,
                        key.state().id(),
                        key.state().madeAt(),
                        Objects.requireNonNullElse(key.nextRotation(), "by hand"),
                        before(key));
            }
        } catch (IOException e) {
            out.printf("%-24s %s%n", name, e.getMessage());
        }
    }

    private static String before(KeyFolder.Entry key) {
        var previous = key.state().previous();
        return previous == null ? "-" : previous.id() + " until " + key.previousUntil();
    }

    @Command(name = "show", description = "Prints the value of a key, and nothing else.")
    int show(
            @Parameters(paramLabel = "NAME", description = "A key of the policy.") String name,
            @Mixin DataOption data) {
        out.println(required(folder(data), name).state().value());
        out.flush();
        return ExitCode.OK;
    }

    @Command(
            name = "rotate",
            description = "Makes another value; the one before stays valid for the overlap.")
    int rotate(
            @Parameters(paramLabel = "NAME", description = "A key of the policy.") String name,
            @Mixin DataOption data) {
        return replace(data, name, Wish.ROTATE);
    }

    @Command(
            name = "revoke",
            description = "Makes another value; the one before is refused at once.")
    int revoke(
            @Parameters(paramLabel = "NAME", description = "A key of the policy.") String name,
            @Mixin DataOption data) {
        return replace(data, name, Wish.REVOKE);
    }

    private int replace(DataOption data, String name, Wish wish) {
        KeyFolder folder = folder(data);
        ApiKeyState old = required(folder, name).state();
        var wishes = new KeyWishes(folder);
        try {
            if (!wishes.fulfil(name, wish)) {
                throw Failure.part(
                        "no gateway accepts another value of %s: its policy may not have the key any more; /config of the admin listener and the log say why"
                                .formatted(name));
            }
        } catch (IOException e) {
            throw Failure.input(String.valueOf(e.getMessage()));
        }
        KeyFolder.Entry key = required(folder, name);
        String until = key.previousUntil();
        out.printf(
                "%s: %s is the value now, %s %s%n",
                name,
                key.state().id(),
                old.id(),
                until == null ? "is not valid any more" : "is valid until " + until);
        out.flush();
        return ExitCode.OK;
    }

    private static KeyFolder folder(DataOption data) {
        return new KeyFolder(Stack.keys(data.directory()));
    }

    private static List<String> names(KeyFolder folder) {
        try {
            return folder.names();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static Failure unreadable(IOException e) {
        return Failure.input(
                e instanceof AccessDeniedException
                        ? e.getMessage() + ": may not be read by this user"
                        : String.valueOf(e.getMessage()));
    }

    private static KeyFolder.Entry required(KeyFolder folder, String name) {
        List<String> all = names(folder);
        if (all.isEmpty()) {
            throw Failure.input(
                    "there are no keys here: `xynergy up` makes those of its policy, or say with --data where they are");
        }
        if (!all.contains(name)) {
            throw Failure.input(
                    "there is no key \"%s\"; there are %s".formatted(name, String.join(", ", all)));
        }
        try {
            return folder.read(name).orElseThrow(() -> Failure.input("the key is gone: " + name));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }
}
