package io.xynergy.cli.stack;

import io.xynergy.cli.issuer.Issuer;
import io.xynergy.cli.keys.IdentityKeyFiles;
import io.xynergy.cli.keys.KeyKeeper;
import io.xynergy.cli.keys.KeyWatch;
import io.xynergy.gateway.Endpoints;
import io.xynergy.gateway.Gateway;
import io.xynergy.gateway.GatewayOptions;
import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.kit.listener.HostAndPort;
import io.xynergy.kit.listener.ListenerException;
import io.xynergy.policy.compiled.AuthConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** What clients meet: the gateway and the issuer of their tokens, both in this process. */
final class FrontEnd implements AutoCloseable {

    /** Where API keys are in the data directory. */
    static final String KEYS = "keys";

    /** Where the key that callers are signed with is in the data directory. */
    static final String IDENTITY = "identity";

    private static final System.Logger LOG = System.getLogger(FrontEnd.class.getName());

    private final Issuer issuer;
    private final Gateway gateway;
    private final Addresses addresses;
    private final KeyWatch keys;

    private FrontEnd(Issuer issuer, Gateway gateway, Addresses addresses, KeyWatch keys) {
        this.issuer = issuer;
        this.gateway = gateway;
        this.addresses = addresses;
        this.keys = keys;
    }

    /**
     * Starts both; they serve when this returns.
     *
     * @param redis where limits are counted; empty: in the gateway itself
     */
    static FrontEnd start(
            StackOptions options,
            Ports ports,
            Endpoints endpoints,
            Optional<String> redis,
            DataDirectory data,
            Progress progress)
            throws IOException, StackException {
        Issuer issuer = startIssuer(data.directory(Addresses.ISSUER), ports);
        progress.ready(Addresses.ISSUER, issuer.uri() + insteadOf(options.policy()));
        try {
            KeyKeeper keeper = KeyKeeper.of(options.policy().file(), data.directory(KEYS));
            Gateway gateway =
                    startGateway(
                            options,
                            ports,
                            builder -> {
                                redis.ifPresent(builder::redis);
                                return builder.endpoints(endpoints)
                                        .developmentIssuer(issuer.uri(), issuer.keys())
                                        .apiKeys(keeper::hashes);
                            },
                            data,
                            progress);
            Addresses addresses = Addresses.in(data.path(""));
            addresses.note(Addresses.ISSUER, issuer.uri());
            addresses.note(Plan.GATEWAY, gatewayAddress(options, ports));
            return new FrontEnd(issuer, gateway, addresses, KeyWatch.start(keeper, gateway));
        } catch (IOException | RuntimeException e) {
            issuer.close();
            throw e;
        }
    }

    private static Issuer startIssuer(Path directory, Ports ports) throws StackException {
        try {
            return Issuer.start(directory, ports.of(Ports.Use.ISSUER), InstantSource.system());
        } catch (IOException | ListenerException e) {
            throw StackException.part(Addresses.ISSUER, "cannot start: " + e.getMessage());
        }
    }

    private static String insteadOf(StackOptions.PolicySource policy) {
        List<String> names =
                policy.compiled().config().auth().issuers().stream()
                        .map(AuthConfig.Issuer::name)
                        .toList();
        return names.isEmpty() ? "" : ", in the place of " + String.join(" and ", names);
    }

    private static Gateway startGateway(
            StackOptions options,
            Ports ports,
            UnaryOperator<GatewayOptions.Builder> more,
            DataDirectory data,
            Progress progress)
            throws IOException {
        GatewayOptions.Builder common =
                GatewayOptions.of(options.policy().file())
                        .host(options.host())
                        .adminHost(Ports.LOCAL)
                        .ports(ports.of(Ports.Use.GATEWAY), ports.of(Ports.Use.ADMIN))
                        .tlsPort(ports.of(Ports.Use.TLS))
                        .identityKey(IdentityKeyFiles.of(data.path(IDENTITY)).privateKeys())
                        .accessLog(true, Optional.of(data.directory("logs").resolve("access.log")));
        GatewayOptions.Builder gateway = more.apply(common);
        Optional<String> certificate = missingCertificate(options.policy());
        certificate.ifPresent(file -> progress.line("no HTTPS: there is no " + file));
        return Gateway.start((certificate.isPresent() ? gateway.withoutTls() : gateway).build());
    }

    /** A cluster's certificate is seldom on a laptop, which serves plain HTTP then. */
    private static Optional<String> missingCertificate(StackOptions.PolicySource policy) {
        String secret = policy.compiled().config().gateway().tlsSecret();
        if (secret == null) {
            return Optional.empty();
        }
        Path file = PolicyFolder.of(policy.file()).secret(secret, "tls.crt");
        return Files.exists(file) ? Optional.empty() : Optional.of(asTyped(file));
    }

    private static String asTyped(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }

    /** As somebody on this machine reaches the gateway. */
    static URI gatewayAddress(StackOptions options, Ports ports) {
        return localAddress("http", options.host(), ports.of(Ports.Use.GATEWAY));
    }

    /** The same by HTTPS, if it is served. */
    Optional<URI> securedAddress(StackOptions options) {
        OptionalInt port = gateway.tlsPort();
        return port.isPresent()
                ? Optional.of(localAddress("https", options.host(), port.getAsInt()))
                : Optional.empty();
    }

    /** As somebody on this machine reaches its operators' listener. */
    static URI adminAddress(Ports ports) {
        return localAddress("http", Ports.LOCAL, ports.of(Ports.Use.ADMIN));
    }

    private static URI localAddress(String scheme, String address, int port) {
        String host =
                switch (address) {
                    case "0.0.0.0", "::", Ports.LOCAL -> "localhost";
                    case String other -> other;
                };
        return URI.create(scheme + "://" + HostAndPort.text(host, port));
    }

    /** Tells the gateway that services have begun or ended to serve. */
    void endpointsChanged() {
        gateway.endpointsChanged();
    }

    void reopenAccessLog() {
        gateway.reopenAccessLog();
    }

    void reread() {
        gateway.reread();
    }

    /** Requests in flight finish first. */
    @Override
    public void close() {
        keys.close();
        gateway.close();
        issuer.close();
        try {
            addresses.forget(Plan.GATEWAY);
            addresses.forget(Addresses.ISSUER);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the addresses are still noted", e);
        }
    }
}
