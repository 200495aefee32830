package io.xynergy.cli;

import io.xynergy.cli.issuer.Issuer;
import io.xynergy.kit.signal.Signals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xynergy issuer}: the development issuer alone. */
@Command(
        name = "issuer",
        description =
                "Gives tokens for any user of any tenant to whoever asks: for development only.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  xynergy issuer --data .data/issuer --port 9000",
            "  curl -d grant_type=client_credentials -d user=ann -d tenant=acme \\",
            "      http://localhost:9000/token",
            "",
            "It serves only requests for localhost, so that no web page can ask it by",
            "another name; with --host 0.0.0.0 a firewall has to say who reaches it."
        })
final class IssuerCommand implements Callable<Integer> {

    @Mixin private ListenOptions listen = new ListenOptions("127.0.0.1", 9000);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "Where its key is kept; it is made if there is none.")
    private Path data = Path.of("");

    private final PrintWriter err;

    IssuerCommand(PrintWriter err) {
        this.err = err;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (listen.port() == 0) {
            throw Failure.usage("--port 0: tokens have the port in them, so it is chosen by you");
        }
        Signals.serve();
        listen.requireFree();
        Issuer issuer;
        try {
            Files.createDirectories(data);
            issuer = Issuer.start(data, listen.host(), listen.port(), InstantSource.system());
        } catch (IOException e) {
            throw Failure.input(String.valueOf(e.getMessage()));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(issuer::close, "stop"));
        err.printf(
                "issuer listens on %s, tokens are of %s%n",
                Listen.url("http", listen.host(), listen.port()), issuer.uri());
        err.flush();
        new CountDownLatch(1).await();
        return ExitCode.OK;
    }
}
