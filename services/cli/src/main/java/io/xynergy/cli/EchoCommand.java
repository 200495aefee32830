package io.xynergy.cli;

import io.xynergy.cli.echo.EchoServer;
import io.xynergy.kit.signal.Signals;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code xynergy echo}: an upstream to try the gateway with. */
@Command(
        name = "echo",
        description = "Runs an upstream that returns what it received.",
        footerHeading = "%nWhat a request can ask for:%n",
        footer = {
            "  ?delay=200ms       wait before the response",
            "  ?status=503        respond with this status",
            "  ?close=1           close the connection without a response",
            "  ?bytes=10Mi        a generated body of this length; &chunked=1: in chunks",
            "  /sse               server-sent events; ?interval=1s&count=5",
            "",
            "Examples:",
            "  xynergy echo --port 9001 --name one",
            "  curl -d hello 'http://127.0.0.1:9001/any/path?delay=1s'"
        })
final class EchoCommand implements Callable<Integer> {

    @Mixin private ListenOptions listen = new ListenOptions("127.0.0.1", 9001);

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name in every response. Default: ${DEFAULT-VALUE}.")
    private String name = "echo";

    private final PrintWriter out;

    EchoCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        Signals.serve();
        listen.requireFree();
        try (EchoServer server = EchoServer.start(name, listen.host(), listen.port())) {
            String url = Listen.url("http", listen.host(), server.port());
            out.printf("echo \"%s\" listens on %s%n", name, url);
            out.flush();
            server.awaitClose();
        }
        return ExitCode.OK;
    }
}
