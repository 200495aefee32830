package io.xynergy.cli;

import io.xynergy.cli.stack.Ports;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of {@code up} for its ports; {@link Ports.Use} has what is usual. */
final class PortOptions {

    private final Map<Ports.Use, Integer> chosen = new EnumMap<>(Ports.Use.class);

    @Option(names = "--port", paramLabel = "N", description = "The gateway: 8080.")
    void gateway(int port) {
        chosen.put(Ports.Use.GATEWAY, port);
    }

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            description = "The gateway's admin listener: 9901.")
    void admin(int port) {
        chosen.put(Ports.Use.ADMIN, port);
    }

    @Option(names = "--tls-port", paramLabel = "N", description = "The gateway's HTTPS: 8443.")
    void tls(int port) {
        chosen.put(Ports.Use.TLS, port);
    }

    @Option(names = "--issuer-port", paramLabel = "N", description = "The token issuer: 9902.")
    void issuer(int port) {
        chosen.put(Ports.Use.ISSUER, port);
    }

    @Option(names = "--postgres-port", paramLabel = "N", description = "PostgreSQL: 15432.")
    void postgres(int port) {
        chosen.put(Ports.Use.POSTGRES, port);
    }

    @Option(names = "--redis-port", paramLabel = "N", description = "Redis: 16379.")
    void redis(int port) {
        chosen.put(Ports.Use.REDIS, port);
    }

    @Option(names = "--crm-port", paramLabel = "N", description = "The CRM: 9101.")
    void crm(int port) {
        chosen.put(Ports.Use.CRM, port);
    }

    @Option(
            names = "--crm-admin-port",
            paramLabel = "N",
            description = "The CRM's admin listener: 9201.")
    void crmAdmin(int port) {
        chosen.put(Ports.Use.CRM_ADMIN, port);
    }

    Ports ports() {
        return new Ports(chosen);
    }
}
