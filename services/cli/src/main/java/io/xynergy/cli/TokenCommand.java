package io.xynergy.cli;

import io.xynergy.cli.issuer.IssuerClient;
import io.xynergy.cli.issuer.IssuerException;
import io.xynergy.cli.issuer.TokenRequest;
import io.xynergy.cli.stack.Addresses;
import io.xynergy.cli.stack.StackException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xynergy token}: a token of the stack's own issuer. */
@Command(
        name = "token",
        description = "Prints a token for a user of the stack that runs here.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy token --user ann --tenant acme",
            "  xynergy token --user eve --tenant acme --roles admin,auditor --expires 15m",
            "  curl -H \"Authorization: Bearer $(xynergy token --user ann --tenant acme)\" URL",
            "",
            "Tokens come from the issuer of `xynergy up`, which is for development only."
        })
final class TokenCommand implements Callable<Integer> {

    @Option(names = "--user", required = true, paramLabel = "NAME", description = "Who calls.")
    private String user = "";

    @Option(
            names = "--tenant",
            required = true,
            paramLabel = "NAME",
            description = "Whose data the calls are about.")
    private String tenant = "";

    @Option(
            names = "--roles",
            paramLabel = "ROLE",
            split = ",",
            description = "Roles of the user, such as admin.")
    private List<String> roles = List.of();

    @Option(
            names = "--scopes",
            paramLabel = "SCOPE",
            split = ",",
            description = "What the token may be used for, such as crm.read.")
    private List<String> scopes = List.of();

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description =
                    "How long it is valid: 30s, 15m, 1h, 7d; 30d at most. Default: ${DEFAULT-VALUE}.",
            converter = DurationText.class)
    private Duration lifetime = TokenRequest.USUAL_LIFETIME;

    @Mixin private DataOption data = new DataOption();

    private final PrintWriter out;

    TokenCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() {
        if (!TokenRequest.isLifetime(lifetime)) {
            throw Failure.usage("--expires: 1s at least and 30d at most");
        }
        var request = new TokenRequest(user, Optional.of(tenant), roles, scopes, lifetime);
        try {
            var issuer = new IssuerClient(Addresses.in(data.directory()).issuer());
            out.println(issuer.token(request));
            out.flush();
        } catch (StackException | IssuerException e) {
            throw Failure.part(String.valueOf(e.getMessage()));
        }
        return ExitCode.OK;
    }
}
