package io.xynergy.gateway;

import io.xynergy.gateway.auth.DevelopmentIssuer;
import io.xynergy.gateway.config.ConfigSource;
import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.memory.MemoryLimits;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.kit.redis.Redis;
import io.xynergy.kit.settings.Secret;
import io.xynergy.policy.compiled.AuthConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** How a data plane is started. */
public record GatewayOptions(
        ConfigSource source,
        String host,
        int port,
        String adminHost,
        int adminPort,
        int tlsPort,
        boolean tls,
        Lanes.Choice carrier,
        int cores,
        boolean accessLogOn,
        Optional<Path> accessLog,
        Duration drainDelay,
        ClientTimeouts timeouts,
        MemoryLimits memory,
        Endpoints endpoints,
        Optional<DevelopmentIssuer> developmentIssuer,
        Optional<Path> deliveryKey,
        Optional<Path> identityKey,
        Function<String, List<AuthConfig.KeyHash>> apiKeys,
        boolean refusesLocalUpstreams,
        Optional<RedisOptions> redis,
        InstantSource clock) {

    /**
     * The Redis that counts for all replicas.
     *
     * @param uri where it is; it may hold a password
     * @param patience how long a request waits for it
     */
    record RedisOptions(Secret uri, Duration patience) {}

    /** The defaults for a policy: ports 8080 and 9901, all cores, access log on standard output. */
    public static Builder of(Path policy) {
        return new Builder(new ConfigSource.PolicyFile(policy));
    }

    /** The same defaults for a folder with a compiled configuration, as a ConfigMap is mounted. */
    public static Builder ofFolder(Path folder) {
        return new Builder(new ConfigSource.CompiledFolder(folder));
    }

    /** Options in the making. */
    public static final class Builder {

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
        private Optional<Path> identityKey = Optional.empty();
        private Function<String, List<AuthConfig.KeyHash>> apiKeys = _ -> List.of();
        private boolean refusesLocalUpstreams;
        private Optional<RedisOptions> redis = Optional.empty();
        private InstantSource clock = InstantSource.system();

        private Builder(ConfigSource source) {
            this.source = source;
        }

        /** The address of the listeners for traffic. */
        public Builder host(String newHost) {
            host = newHost;
            return this;
        }

        /**
         * The address of the admin listener: by default this machine alone reaches it, because
         * whoever does reads the configuration and its errors, and may take its few connections.
         */
        public Builder adminHost(String newAdminHost) {
            adminHost = newAdminHost;
            return this;
        }

        /** Ports for traffic and for operators; 0 takes a free one. */
        public Builder ports(int newPort, int newAdminPort) {
            port = newPort;
            adminPort = newAdminPort;
            return this;
        }

        /** The port for HTTPS, if the policy names a certificate; 0 takes a free one. */
        public Builder tlsPort(int newTlsPort) {
            tlsPort = newTlsPort;
            return this;
        }

        /**
         * Serves plain HTTP only, whatever the policy says; for machines without its certificate.
         */
        public Builder withoutTls() {
            tls = false;
            return this;
        }

        /** Who runs the connections, and the number of lanes of the core carrier. */
        public Builder carrier(Lanes.Choice newCarrier, int newCores) {
            carrier = newCarrier;
            cores = newCores;
            return this;
        }

        /** Whether there is an access log, and its file; standard output if there is none. */
        public Builder accessLog(boolean on, Optional<Path> file) {
            accessLogOn = on;
            accessLog = file;
            return this;
        }

        /** How long a stopping gateway goes on accepting, until load balancers know. */
        public Builder drainDelay(Duration newDrainDelay) {
            drainDelay = newDrainDelay;
            return this;
        }

        /** How long clients are waited for. */
        public Builder timeouts(ClientTimeouts newTimeouts) {
            timeouts = newTimeouts;
            return this;
        }

        /** How much memory connections may hold; by default what the process's own limits leave. */
        public Builder memory(MemoryLimits newMemory) {
            memory = newMemory;
            return this;
        }

        /**
         * Where services run that somebody on this machine starts; by default all go by their
         * names.
         */
        public Builder endpoints(Endpoints newEndpoints) {
            endpoints = newEndpoints;
            return this;
        }

        /**
         * Takes the tokens of an issuer on this machine wherever the policy takes those of any of
         * its own: a route that is restricted to some of the policy's issuers, too, but not one
         * that takes API keys alone. The policy's own issuers stay accepted. For laptops and tests:
         * whoever has this issuer's key is whomever it likes.
         *
         * <p>Tokens are JWTs signed with RS256, ES256 or EdDSA by a key of the set, named by {@code
         * kid}. Claims: {@code iss} exactly {@code issuer.toString()}; {@code aud} is or has {@code
         * xynergy}; {@code exp}; {@code sub} is the user, at most 128 characters; {@code tenant}
         * the tenant; {@code roles} a list, or one role as a string; {@code scope} a list, or one
         * string with spaces between. Only {@code iss}, {@code aud}, {@code exp} and {@code sub}
         * are needed. Services see {@code X-Xynergy-Issuer: Development}.
         *
         * <p>Keys are fetched when the first token comes, again when a token names a key that is
         * not known, and every few minutes; the issuer may start after the gateway. Without keys
         * the response is 503 with {@code Retry-After}. {@code /health/deep} has it as {@code
         * issuer Development}.
         *
         * @param issuer value of {@code iss}; nothing is fetched from there
         * @param jwks where the key set is, a JSON document {@code {"keys":[…]}} (RFC 7517)
         * @throws IllegalArgumentException if one is no http or https URL with a loopback address
         */
        public Builder developmentIssuer(URI issuer, URI jwks) {
            var added = new DevelopmentIssuer(issuer, jwks);
            developmentIssuer = Optional.of(added);
            return this;
        }

        /**
         * What is valid of each API key of a policy, by its name; asked whenever the policy is
         * read. A compiled configuration has its own.
         */
        public Builder apiKeys(Function<String, List<AuthConfig.KeyHash>> valid) {
            apiKeys = valid;
            return this;
        }

        /**
         * The file of the key that deliveries are signed with; without it the admin listener takes
         * none.
         */
        public Builder deliveryKey(Path newDeliveryKey) {
            deliveryKey = Optional.of(newDeliveryKey);
            return this;
        }

        /**
         * The file with the keys that callers are signed with for services (docs/HTTP.md), read
         * again when it changes; without it services get identity headers without a proof.
         */
        public Builder identityKey(Path newIdentityKey) {
            identityKey = Optional.of(newIdentityKey);
            return this;
        }

        /**
         * Sends to no loopback, link-local, multicast and metadata address but for services whose
         * policy allows it; for pods, where these mean the gateway itself, its node and the cloud's
         * secrets. By default all addresses are sent to, as on a laptop.
         */
        public Builder refuseLocalUpstreams() {
            refusesLocalUpstreams = true;
            return this;
        }

        /**
         * Counts limits in Redis, together with all replicas; by default each process has its share
         * of a limit.
         *
         * @param uri {@code redis://}, {@code rediss://}, {@code redis-sentinel://}, or of several
         *     hosts for a Cluster
         * @throws IllegalArgumentException if it is none; the message has nothing of it
         */
        public Builder redis(String uri) {
            return redis(uri, Limiter.PATIENCE);
        }

        /** The same with another patience; for tests on slow machines. */
        Builder redis(String uri, Duration patience) {
            Redis.requireAddress(uri);
            redis = Optional.of(new RedisOptions(new Secret(uri), patience));
            return this;
        }

        /** What tells the time of day; the system's by default. */
        public Builder clock(InstantSource newClock) {
            clock = newClock;
            return this;
        }

        /** The options as they are now. */
        public GatewayOptions build() {
            return new GatewayOptions(
                    source,
                    host,
                    port,
                    adminHost,
                    adminPort,
                    tlsPort,
                    tls,
                    carrier,
                    cores,
                    accessLogOn,
                    accessLog,
                    drainDelay,
                    timeouts,
                    memory,
                    endpoints,
                    developmentIssuer,
                    deliveryKey,
                    identityKey,
                    apiKeys,
                    refusesLocalUpstreams,
                    redis,
                    clock);
        }
    }
}
