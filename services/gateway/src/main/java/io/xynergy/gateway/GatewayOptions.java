package io.xynergy.gateway;

import io.xynergy.gateway.auth.DevelopmentIssuer;
import io.xynergy.gateway.config.ConfigSource;
import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.memory.MemoryLimits;
import io.xynergy.gateway.wire.Lanes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** How a data plane is started; immutable: each change gives a copy. */
public final class GatewayOptions implements Cloneable {

    private final ConfigSource source;
    private String host = "0.0.0.0";
    private int port = 8080;
    private String adminHost = "127.0.0.1";
    private int adminPort = 9901;
    private int tlsPort = 8443;
    private boolean tls = true;
    private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private int cores = Runtime.getRuntime().availableProcessors();
    private boolean accessLogOn = true;
    private Optional<Path> accessLog = Optional.empty();
    private Duration drainDelay = Duration.ZERO;
    private ClientTimeouts timeouts = ClientTimeouts.defaults();
    private MemoryLimits memory = MemoryLimits.ofThisProcess();
    private Endpoints endpoints = Endpoints.byName();
    private Optional<DevelopmentIssuer> developmentIssuer = Optional.empty();
    private Optional<Path> deliveryKey = Optional.empty();
    private boolean refusesLocalUpstreams;

    private GatewayOptions(ConfigSource source) {
        this.source = source;
    }

    /** The defaults for a policy: ports 8080 and 9901, all cores, access log on standard output. */
    public static GatewayOptions of(Path policy) {
        return new GatewayOptions(new ConfigSource.PolicyFile(policy));
    }

    /** The same defaults for a folder with a compiled configuration, as a ConfigMap is mounted. */
    public static GatewayOptions ofFolder(Path folder) {
        return new GatewayOptions(new ConfigSource.CompiledFolder(folder));
    }

    /** The address of the listeners for traffic. */
    public GatewayOptions host(String newHost) {
        return with(copy -> copy.host = newHost);
    }

    /**
     * The address of the admin listener: by default this machine alone reaches it, because whoever
     * does reads the configuration and its errors, and may take its few connections.
     */
    public GatewayOptions adminHost(String newAdminHost) {
        return with(copy -> copy.adminHost = newAdminHost);
    }

    /** Ports for traffic and for operators; 0 takes a free one. */
    public GatewayOptions ports(int newPort, int newAdminPort) {
        return with(copy -> {
            copy.port = newPort;
            copy.adminPort = newAdminPort;
        });
    }

    /** The port for HTTPS, if the policy names a certificate; 0 takes a free one. */
    public GatewayOptions tlsPort(int newTlsPort) {
        return with(copy -> copy.tlsPort = newTlsPort);
    }

    /** Serves plain HTTP only, whatever the policy says; for machines without its certificate. */
    public GatewayOptions withoutTls() {
        return with(copy -> copy.tls = false);
    }

    /** Who runs the connections, and the number of lanes of the core carrier. */
    public GatewayOptions carrier(Lanes.Choice newCarrier, int newCores) {
        return with(copy -> {
            copy.carrier = newCarrier;
            copy.cores = newCores;
        });
    }

    /** Whether there is an access log, and its file; standard output if there is none. */
    public GatewayOptions accessLog(boolean on, Optional<Path> file) {
        return with(copy -> {
            copy.accessLogOn = on;
            copy.accessLog = file;
        });
    }

    /** How long a stopping gateway goes on accepting, until load balancers know. */
    public GatewayOptions drainDelay(Duration newDrainDelay) {
        return with(copy -> copy.drainDelay = newDrainDelay);
    }

    /** How long clients are waited for. */
    public GatewayOptions timeouts(ClientTimeouts newTimeouts) {
        return with(copy -> copy.timeouts = newTimeouts);
    }

    /** How much memory connections may hold; by default what the process's own limits leave. */
    public GatewayOptions memory(MemoryLimits newMemory) {
        return with(copy -> copy.memory = newMemory);
    }

    /**
     * Where services run that somebody on this machine starts; by default all go by their names.
     */
    public GatewayOptions endpoints(Endpoints newEndpoints) {
        return with(copy -> copy.endpoints = newEndpoints);
    }

    /**
     * Takes the tokens of an issuer on this machine wherever the policy takes those of any of its
     * own: a route that is restricted to some of the policy's issuers, too, but not one that takes
     * API keys alone. The policy's own issuers stay accepted. For laptops and tests: whoever has
     * this issuer's key is whomever it likes.
     *
     * <p>Tokens are JWTs signed with RS256, ES256 or EdDSA by a key of the set, named by {@code
     * kid}. Claims: {@code iss} exactly {@code issuer.toString()}; {@code aud} is or has {@code
     * xynergy}; {@code exp}; {@code sub} is the user, at most 128 characters; {@code tenant} the
     * tenant; {@code roles} a list, or one role as a string; {@code scope} a list, or one string
     * with spaces between. Only {@code iss}, {@code aud}, {@code exp} and {@code sub} are needed.
     * Services see {@code X-Xynergy-Issuer: Development}.
     *
     * <p>Keys are fetched when the first token comes, again when a token names a key that is not
     * known, and every few minutes; the issuer may start after the gateway. Without keys the answer
     * is 503 with {@code Retry-After}. {@code /health/deep} has it as {@code issuer Development}.
     *
     * @param issuer value of {@code iss}; nothing is fetched from there
     * @param jwks where the key set is, a JSON document {@code {"keys":[…]}} (RFC 7517)
     * @throws IllegalArgumentException if one is no http or https URL with a loopback address
     */
    public GatewayOptions developmentIssuer(URI issuer, URI jwks) {
        var added = new DevelopmentIssuer(issuer, jwks);
        return with(copy -> copy.developmentIssuer = Optional.of(added));
    }

    /**
     * The file of the key that deliveries are signed with; without it the admin listener takes
     * none.
     */
    public GatewayOptions deliveryKey(Path newDeliveryKey) {
        return with(copy -> copy.deliveryKey = Optional.of(newDeliveryKey));
    }

    /**
     * Sends to no loopback, link-local, multicast and metadata address but for services whose
     * policy allows it; for pods, where these mean the gateway itself, its node and the cloud's
     * secrets. By default all addresses are sent to, as on a laptop.
     */
    public GatewayOptions refuseLocalUpstreams() {
        return with(copy -> copy.refusesLocalUpstreams = true);
    }

    private GatewayOptions with(Consumer<GatewayOptions> change) {
        try {
            var copy = (GatewayOptions) clone();
            change.accept(copy);
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }

    public ConfigSource source() {
        return source;
    }

    public String host() {
        return host;
    }

    public int port() {
        return port;
    }

    public String adminHost() {
        return adminHost;
    }

    public int adminPort() {
        return adminPort;
    }

    public int tlsPort() {
        return tlsPort;
    }

    public boolean tls() {
        return tls;
    }

    public Lanes.Choice carrier() {
        return carrier;
    }

    public int cores() {
        return cores;
    }

    public boolean accessLogOn() {
        return accessLogOn;
    }

    public Optional<Path> accessLog() {
        return accessLog;
    }

    public Duration drainDelay() {
        return drainDelay;
    }

    public ClientTimeouts timeouts() {
        return timeouts;
    }

    public MemoryLimits memory() {
        return memory;
    }

    public Endpoints endpoints() {
        return endpoints;
    }

    public Optional<DevelopmentIssuer> developmentIssuer() {
        return developmentIssuer;
    }

    public Optional<Path> deliveryKey() {
        return deliveryKey;
    }

    public boolean refusesLocalUpstreams() {
        return refusesLocalUpstreams;
    }
}
