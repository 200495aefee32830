package io.xynergy.gateway;

import io.xynergy.gateway.auth.ApiKeys;
import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.DiskWatch;
import io.xynergy.gateway.config.PolicyRefusedException;
import io.xynergy.gateway.config.Resolver;
import io.xynergy.gateway.delivery.DeliveryKey;
import io.xynergy.gateway.observe.AccessLog;
import io.xynergy.gateway.proxy.ProxyServer;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.kit.admin.AdminListener;
import io.xynergy.kit.service.OwnedParts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A running data plane, from its first request to its last. */
public final class Gateway implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    private final Duration drainDelay;
    private final Parts parts;

    /** What a running gateway is asked for and told; the owner has all parts. */
    record Parts(
            Stopping stopping,
            Lanes lanes,
            Resolver resolver,
            Configurations configurations,
            DiskWatch<?> onDisk,
            AccessLog accessLog,
            ProxyServer proxy,
            GatewayServer server,
            AdminListener admin,
            OwnedParts owner) {}

    Gateway(Duration drainDelay, Parts parts) {
        this.drainDelay = drainDelay;
        this.parts = parts;
    }

    /**
     * Starts a data plane; it serves when this returns.
     *
     * @throws PolicyRefusedException if the policy is not valid
     * @throws IOException if the policy or the delivery key cannot be read, or a port cannot be had
     */
    public static Gateway start(GatewayOptions options) throws IOException {
        Optional<Path> key = options.deliveryKey();
        return Assembly.assemble(options, key.isEmpty() ? null : DeliveryKey.open(key.get()));
    }

    /** The traffic port, also when the options left the choice to the system. */
    public int port() {
        return parts.server().port();
    }

    /** The port for HTTPS; empty when the policy names no certificate. */
    public OptionalInt tlsPort() {
        return parts.server().tlsPort();
    }

    /** The admin port, also when the options left the choice to the system. */
    public int adminPort() {
        return parts.admin().port();
    }

    /** SHA-256 of the configuration in force. */
    public String digest() {
        return parts.configurations().current().digest();
    }

    /** Who runs the connections' virtual threads, and why. */
    public String carrier() {
        return parts.lanes().carrier() + " (" + parts.lanes().reason() + ")";
    }

    /** Asks the options' {@link Endpoints} again; when this returns, new requests go there. */
    public void endpointsChanged() {
        parts.resolver().refreshGiven();
    }

    /** Opens the access log's file again, for those who have moved it away. */
    public void reopenAccessLog() {
        parts.accessLog().reopen();
    }

    /** Reads the configuration on disk again now, however lately it was written. */
    public void reread() {
        parts.onDisk().readNow();
    }

    /** Other values of API keys are valid; when this returns, new requests are judged by them. */
    public void apiKeysChanged() {
        parts.configurations().referencesChanged();
    }

    /** When each value of the API keys in force was used. */
    public List<ApiKeys.Use> apiKeys() {
        return parts.configurations().current().access().keys().uses();
    }

    /** Connections that clients have open. */
    public int openConnections() {
        return parts.proxy().open();
    }

    /**
     * Stops in good order: readiness off, responses end their connections, the port is freed after
     * the drain delay, requests in flight finish, all within the policy's drain time.
     */
    @Override
    public void close() {
        if (parts.stopping().hasBegun()) {
            return;
        }
        ProxyServer proxy = parts.proxy();
        proxy.drain(); // first, so that who sees it not ready is told to close its connection, too
        parts.stopping().begin();
        LOG.log(System.Logger.Level.INFO, "stopping: {0} connections", proxy.open());
        parts.onDisk().close();
        Configurations configurations = parts.configurations();
        Duration patience =
                Duration.ofMillis(configurations.current().config().gateway().drainMillis());
        new Drain(
                        proxy,
                        parts.server(),
                        () -> configurations.pools().forEach(UpstreamPool::closeAll))
                .run(drainDelay, patience);
        parts.owner().close();
        LOG.log(System.Logger.Level.INFO, "stopped");
    }
}
