package io.xynergy.cli;

import io.xynergy.cli.echo.EchoServer;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code xynergy echo}: an upstream to try the gateway with. */
@Command(
        name = "echo",
        description = "Runs an upstream that answers with what it received.",
        footerHeading = "%nWhat a request can ask for:%n",
        footer = {
            "  ?delay=200ms       wait before the answer",
            "  ?status=503        answer with this status",
            "  ?close=1           close the connection without an answer",
            "  ?bytes=10Mi        a generated body of this length; &chunked=1: in chunks",
            "  /sse               server-sent events; ?interval=1s&count=5",
            "",
            "Examples:",
            "  xynergy echo --port 9001 --name one",
            "  curl -d hello 'http://127.0.0.1:9001/any/path?delay=1s'"
        })
final class EchoCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9001",
            description = "Port to listen on; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port = 9001;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Address to listen on. Default: ${DEFAULT-VALUE}.")
    private String host = "127.0.0.1";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "echo",
            description = "Name in every answer. Default: ${DEFAULT-VALUE}.")
    private String name = "echo";

    private final PrintWriter out;

    EchoCommand(PrintWriter out) {
        this.out = out;
    }

    @Override
    public Integer call() throws InterruptedException {
        Listen.requireFree(host, port, "--port");
        try (EchoServer server = EchoServer.start(name, host, port)) {
            out.printf("echo \"%s\" listens on http://%s:%d%n", name, host, server.port());
            out.flush();
            server.awaitClose();
        }
        return ExitCode.OK;
    }
}
