package io.xynergy.cli;

import io.xynergy.cli.explain.AskedGateway;
import io.xynergy.cli.explain.AskedGateway.GatewayException;
import io.xynergy.cli.explain.Credential;
import io.xynergy.cli.explain.CurlRequest;
import io.xynergy.cli.issuer.Issuer;
import io.xynergy.cli.keys.KeyFolder;
import io.xynergy.cli.stack.Addresses;
import io.xynergy.cli.stack.Stack;
import io.xynergy.cli.stack.StackException;
import io.xynergy.gateway.auth.DevelopmentIssuer;
import io.xynergy.gateway.explain.Explanation;
import io.xynergy.gateway.explain.ExplanationJson;
import io.xynergy.gateway.explain.ExplanationText;
import io.xynergy.gateway.explain.LocalExplainer;
import io.xynergy.gateway.explain.Question;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.compiled.AuthConfig.KeyHash;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import io.xynergy.policy.compiled.References;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code xynergy explain}: what would become of a request, and why. */
@Command(
        name = "explain",
        description =
                "Says what would become of a request and why: route, identity, limits, upstream."
                        + " Nothing is sent, counted or changed.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy explain -f policy.yaml /api/v2/crm/contacts",
            "  xynergy explain -f policy.yaml -X POST -H 'Host: api.example.com' /orders",
            "  xynergy explain -f policy.yaml https://api.example.com/orders?page=2",
            "  xynergy explain --gateway http://localhost:9901 --key @key.txt /orders",
            "",
            "With -f the policy is compiled here; keys of an issuer are fetched if --token",
            "needs them. With --gateway a running gateway is asked at its admin port, with",
            "what its limits have left and how its endpoints are. docs/EXPLAIN.md has more."
        })
final class ExplainCommand implements Callable<Integer> {

    private static final String EXAMPLE = "crds/examples/quick-start.yaml";

    @Mixin private PolicyOption policy = new PolicyOption();

    @Option(
            names = "--gateway",
            paramLabel = "URL",
            description = "In place of -f: the admin port of a running gateway.")
    private @Nullable URI gateway;

    @Option(
            names = {"-X", "--request"},
            paramLabel = "METHOD",
            description = "Method of the request. Default: ${DEFAULT-VALUE}.")
    private String method = "GET";

    @Option(
            names = {"-H", "--header"},
            paramLabel = "LINE",
            description =
                    "A header, 'Name: value'. 'Name:' leaves out one that is there by default,"
                            + " 'Name;' has no value.")
    private List<String> headers = List.of();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "A bearer token; it is verified, and not shown. @FILE reads it from a file, @- from"
                            + " the standard input, so that it is in no list of processes.")
    private @Nullable String token;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "An API key; it is not shown. @FILE and @- as with --token.")
    private @Nullable String apiKey;

    @Option(
            names = "--body-bytes",
            paramLabel = "N",
            description = "Length of the body. Default: there is none.")
    private @Nullable Long bodyBytes;

    @Option(
            names = "--client-ip",
            paramLabel = "ADDRESS",
            description = "Where the request comes from. Default: 127.0.0.1.")
    private @Nullable String client;

    @Option(names = "--https", description = "The request comes by TLS.")
    private boolean secure;

    @Option(names = "--resolve", description = "With -f: looks up the names of services.")
    private boolean resolve;

    @Option(names = "--json", description = "Prints JSON, for machines.")
    private boolean json;

    @Mixin private DataOption data = new DataOption();

    @Parameters(
            paramLabel = "TARGET",
            description = "Path and query of the request, or its whole URL.")
    private String target = "/";

    private final PrintWriter out;
    private final PrintWriter err;

    ExplainCommand(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        if (policy.isGiven() == (gateway != null)) {
            throw Failure.usage(
                    policy.isGiven()
                            ? "-f and --gateway: one of them is needed, not both"
                            : "give a policy with -f FILE, such as "
                                    + EXAMPLE
                                    + ", or a running gateway with --gateway URL");
        }
        Question question = question();
        URI asked = gateway;
        if (asked != null) {
            print(ask(asked, question));
            return ExitCode.OK;
        }
        return explain(policy.required(EXAMPLE), question);
    }

    private Question question() {
        boolean isPolicy = policy.isGiven() && policy.required(EXAMPLE).toString().equals("-");
        if (Stream.of(token, apiKey, isPolicy ? Credential.FROM_INPUT : null)
                        .filter(Credential.FROM_INPUT::equals)
                        .count()
                > 1) {
            throw Failure.usage("the standard input can be read once, so write - only once");
        }
        try {
            return new CurlRequest(method, target, headers)
                    .token(read(Credential.of("--token", token)))
                    .key(read(Credential.of("--key", apiKey)))
                    .question(client, secure, bodyBytes);
        } catch (IllegalArgumentException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        }
    }

    private @Nullable String read(@Nullable Credential credential) {
        return credential == null ? null : credential.read(System.in);
    }

    private String ask(URI admin, Question question) {
        if (resolve) {
            throw Failure.usage("--resolve: it goes with -f, as a gateway knows its endpoints");
        }
        try {
            String told = new AskedGateway(admin).explain(question, json);
            return json
                    ? told
                    : told.lines()
                            .map(ExplanationText::printable)
                            .collect(Collectors.joining("\n"));
        } catch (GatewayException e) {
            String message = String.valueOf(e.getMessage());
            throw e.isRefusal() ? Failure.usage(message) : Failure.part(message);
        }
    }

    private int explain(Path file, Question question) {
        byte[] document = PolicyFile.read(file);
        return switch (Policies.compile(document, References.byName(this::hashes))) {
            case CompileResult.Rejected rejected -> {
                for (PolicyError error : rejected.errors()) {
                    err.println(PolicyFile.located(file, error));
                }
                err.flush();
                yield ExitCode.INVALID;
            }
            case CompileResult.Compiled compiled -> {
                explain(file, compiled, question);
                yield ExitCode.OK;
            }
        };
    }

    private void explain(Path file, CompileResult.Compiled compiled, Question question) {
        try (var explainer =
                new LocalExplainer(compiled.config(), compiled.digest(), development(), resolve)) {
            Explanation explanation = explainer.explain(question);
            print(
                    json
                            ? new String(ExplanationJson.of(explanation), StandardCharsets.UTF_8)
                            : ExplanationText.of(explanation));
        } catch (Question.UnsendableException e) {
            throw Failure.usage(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw Failure.input(file + ": " + e.getMessage());
        }
    }

    /** The issuer of the stack that runs here, if one does and there is a token to verify. */
    private Optional<DevelopmentIssuer> development() {
        if (token == null && headers.stream().noneMatch(CurlRequest::isAuthorization)) {
            return Optional.empty();
        }
        try {
            URI issuer = Addresses.in(data.directory()).issuer();
            return Optional.of(new DevelopmentIssuer(issuer, Issuer.keysOf(issuer)));
        } catch (StackException _) {
            return Optional.empty();
        }
    }

    /** What is valid of a key; one that is not there is not made. */
    private List<KeyHash> hashes(String name) {
        try {
            return new KeyFolder(Stack.keys(data.directory()))
                    .read(name)
                    .map(found -> found.state().hashes())
                    .orElse(List.of());
        } catch (IOException e) {
            throw Failure.input(String.valueOf(e.getMessage()));
        }
    }

    private void print(String text) {
        out.print(text);
        if (!text.endsWith("\n")) {
            out.println();
        }
        out.flush();
    }
}
