package io.xynergy.cli.stack;

import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.config.PolicyFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What clients meet: the gateway and the issuer of their tokens, both in this process. */
final class FrontEnd implements AutoCloseable {

    private final Gateway gateway;

    private FrontEnd(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Starts both; they serve when this returns. */
    static FrontEnd start(
            StackOptions options, Plan plan, Ports ports, DataDirectory data, Progress progress)
            throws IOException {
        GatewayOptions gateway =
                GatewayOptions.of(options.policy().file())
                        .host(options.host())
                        .ports(ports.of(Ports.Use.GATEWAY), ports.of(Ports.Use.ADMIN))
                        .tlsPort(ports.of(Ports.Use.TLS))
                        .endpoints(LocalEndpoints.of(plan, ports))
                        .accessLog(true, Optional.of(data.directory("logs").resolve("access.log")));
        Optional<String> certificate = missingCertificate(options.policy());
        certificate.ifPresent(file -> progress.line("no HTTPS: there is no " + file));
        return new FrontEnd(
                Gateway.start(certificate.isPresent() ? gateway.withoutTls() : gateway));
    }

    /** A cluster's certificate is seldom on a laptop, which serves plain HTTP then. */
    private static Optional<String> missingCertificate(StackOptions.PolicySource policy) {
        String secret = policy.compiled().config().gateway().tlsSecret();
        if (secret == null) {
            return Optional.empty();
        }
        Path file = PolicyFolder.of(policy.file()).secret(secret, "tls.crt");
        return Files.exists(file) ? Optional.empty() : Optional.of(shown(file));
    }

    /** As the user would type it. */
    private static String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }

    /** Requests in flight finish first. */
    @Override
    public void close() {
        gateway.close();
    }
}
