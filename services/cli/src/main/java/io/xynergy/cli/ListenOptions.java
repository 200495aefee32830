package io.xynergy.cli;

import picocli.CommandLine.Option;

/** Where a server listens. */
final class ListenOptions {

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port for requests; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Address to listen on; 0.0.0.0 is every one of this machine."
                            + " Default: ${DEFAULT-VALUE}.")
    private String host;

    /** The defaults of a command. */
    ListenOptions(String host, int port) {
        this.host = host;
        this.port = port;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Fails, with the option to change, if nothing can listen there. */
    void requireFree() {
        new Listen("--host", "--port", "").requireFree(host, port);
    }
}
