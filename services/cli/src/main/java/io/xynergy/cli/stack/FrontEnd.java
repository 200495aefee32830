package io.xynergy.cli.stack;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What clients meet: the gateway and the issuer of their tokens, both in this process. */
final class FrontEnd implements AutoCloseable {

    private final Gateway gateway;

    private FrontEnd(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Starts both; they serve when this returns. */
    static FrontEnd start(StackOptions options, Ports ports, Path accessLog) throws IOException {
        return new FrontEnd(
                Gateway.start(
                        GatewayOptions.of(options.policy().file())
                                .host(options.host())
                                .ports(ports.of(Ports.Use.GATEWAY), ports.of(Ports.Use.ADMIN))
                                .tlsPort(ports.of(Ports.Use.TLS))
                                .accessLog(true, Optional.of(accessLog))));
    }

    /** Requests in flight finish first. */
    @Override
    public void close() {
        gateway.close();
    }
}
