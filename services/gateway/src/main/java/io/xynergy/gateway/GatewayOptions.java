package io.xynergy.gateway;

import io.xynergy.gateway.proxy.ClientTimeouts;
import io.xynergy.gateway.wire.Lanes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a data plane is started.
 *
 * @param policy the policy file
 * @param host the address of both listeners
 * @param port for traffic; 0: any free one
 * @param adminPort for operators; 0: any free one
 * @param tlsPort for HTTPS, if the policy names a certificate; 0: any free one
 * @param cores lanes of the core carrier
 * @param accessLog a file; absent: standard output
 * @param accessLogOn whether there is an access log at all
 * @param drainDelay how long a stopping gateway goes on accepting, until load balancers know
 * @param timeouts how long clients are waited for
 */
public record GatewayOptions(
        Path policy,
        String host,
        int port,
        int adminPort,
        int tlsPort,
        Lanes.Choice carrier,
        int cores,
        boolean accessLogOn,
        Optional<Path> accessLog,
        Duration drainDelay,
        ClientTimeouts timeouts) {

    /** The defaults for a policy: ports 8080 and 9901, all cores, access log on standard output. */
    public static GatewayOptions of(Path policy) {
        return new GatewayOptions(
                policy,
                "0.0.0.0",
                8080,
                9901,
                8443,
                Lanes.Choice.AUTO,
                Runtime.getRuntime().availableProcessors(),
                true,
                Optional.empty(),
                Duration.ZERO,
                ClientTimeouts.defaults());
    }

    public GatewayOptions ports(int newPort, int newAdminPort) {
        return new GatewayOptions(
                policy,
                host,
                newPort,
                newAdminPort,
                tlsPort,
                carrier,
                cores,
                accessLogOn,
                accessLog,
                drainDelay,
                timeouts);
    }

    public GatewayOptions host(String newHost) {
        return new GatewayOptions(
                policy,
                newHost,
                port,
                adminPort,
                tlsPort,
                carrier,
                cores,
                accessLogOn,
                accessLog,
                drainDelay,
                timeouts);
    }

    public GatewayOptions carrier(Lanes.Choice newCarrier, int newCores) {
        return new GatewayOptions(
                policy,
                host,
                port,
                adminPort,
                tlsPort,
                newCarrier,
                newCores,
                accessLogOn,
                accessLog,
                drainDelay,
                timeouts);
    }

    /** Writes the access log to a file, or nowhere. */
    public GatewayOptions accessLog(boolean on, Optional<Path> file) {
        return new GatewayOptions(
                policy,
                host,
                port,
                adminPort,
                tlsPort,
                carrier,
                cores,
                on,
                file,
                drainDelay,
                timeouts);
    }

    public GatewayOptions drainDelay(Duration newDrainDelay) {
        return new GatewayOptions(
                policy,
                host,
                port,
                adminPort,
                tlsPort,
                carrier,
                cores,
                accessLogOn,
                accessLog,
                newDrainDelay,
                timeouts);
    }

    /** Waits otherwise for clients. */
    public GatewayOptions timeouts(ClientTimeouts newTimeouts) {
        return new GatewayOptions(
                policy,
                host,
                port,
                adminPort,
                tlsPort,
                carrier,
                cores,
                accessLogOn,
                accessLog,
                drainDelay,
                newTimeouts);
    }

    /** Listens for HTTPS at a port of this number. */
    public GatewayOptions tlsPort(int newTlsPort) {
        return new GatewayOptions(
                policy,
                host,
                port,
                adminPort,
                newTlsPort,
                carrier,
                cores,
                accessLogOn,
                accessLog,
                drainDelay,
                timeouts);
    }
}
