package io.xynergy.gateway;

import io.xynergy.gateway.auth.AuthCounters;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.DiskWatch;
import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.gateway.config.PolicyRefusedException;
import io.xynergy.gateway.config.Resolver;
import io.xynergy.gateway.config.UpstreamTrust;
import io.xynergy.gateway.delivery.DeliveredEndpoints;
import io.xynergy.gateway.delivery.Delivery;
import io.xynergy.gateway.delivery.DeliveryKey;
import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.HttpDate;
import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.observe.AccessLog;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.proxy.Admission;
import io.xynergy.gateway.proxy.HealthPages;
import io.xynergy.gateway.proxy.ProxyServer;
import io.xynergy.gateway.steps.Steps;
import io.xynergy.gateway.tls.SecuredConnections;
import io.xynergy.gateway.tls.TlsTransports;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.gateway.wire.Lane;
import io.xynergy.gateway.wire.Lanes;
import io.xynergy.gateway.wire.ThreadLane;
import io.xynergy.kit.admin.AdminListener;
import io.xynergy.kit.admin.AdminRoute;
import io.xynergy.kit.admin.AdminRoutes;
import io.xynergy.kit.admin.AdminSettings;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.health.CheckResult;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.listener.ListenerException;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.metrics.ProcessMeters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A running data plane: all its parts, wired by hand, from its first request to its last. */
public final class Gateway implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Gateway.class.getName());

    private final GatewayOptions options;
    private final InstantSource clock = InstantSource.system();
    private final Meters meters = new Meters();
    private final GatewayCounters counters = new GatewayCounters(meters);
    private final MemoryLedger ledger;
    private final Resolver resolver;
    private final HealthChecks health = new HealthChecks();

    /**
     * Platform threads, because a virtual thread that a core's thread starts runs on that core,
     * which checks may block. One at a time makes a report; the rest wait for it, up to a bound.
     */
    private final ThreadPoolExecutor healthRunner =
            new ThreadPoolExecutor(
                    1,
                    2,
                    10,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(1024),
                    Thread.ofPlatform().name("health-", 0).daemon().factory());

    private final Issuers issuers;
    private final Authenticator authenticator;
    private final Lanes lanes;
    private final TlsTransports tls;
    private final AccessLog accessLog;
    private final Configurations configurations;
    private final DeliveredEndpoints delivered = new DeliveredEndpoints(clock);
    private final DiskWatch<?> onDisk;
    private final ProxyServer proxy;
    private final GatewayServer server;
    private final AdminListener admin;
    private volatile boolean stopping;

    private Gateway(GatewayOptions options, @Nullable DeliveryKey key) throws IOException {
        this.options = options;
        this.ledger = new MemoryLedger(options.memory(), Descriptors.forClients());
        this.resolver = new Resolver(this::given, options.refusesLocalUpstreams());
        var authCounters = new AuthCounters(meters);
        this.issuers =
                new Issuers(options.developmentIssuer(), health, authCounters, System::nanoTime);
        this.authenticator = new Authenticator(clock, System::nanoTime, authCounters);
        this.lanes = Lanes.open(options.carrier(), options.cores());
        this.tls = new TlsTransports(Runtime.getRuntime().availableProcessors(), ledger);
        var trust = new UpstreamTrust(PolicyFolder.of(options.source().path()), tls);
        this.configurations =
                new Configurations(
                        resolver,
                        counters,
                        clock,
                        lanes.all().size(),
                        trust,
                        issuers,
                        new Steps(authenticator));
        this.onDisk = load();
        this.accessLog = openAccessLog();
        var errorBodies = new ErrorBodies(clock);
        var admission = new Admission(ledger);
        this.proxy =
                new ProxyServer(
                        configurations::current,
                        admission,
                        counters,
                        new HealthPages(health, healthRunner),
                        errorBodies,
                        ledger);
        addHealthChecks(new ConfigStatus(configurations, delivered, onDisk, clock));
        this.server = new GatewayServer(proxy, counters, ledger, options.timeouts().head());
        openListeners();
        publishMeters(admission);
        this.admin = openAdmin(errorBodies, key);
        onDisk.start();
    }

    /**
     * Starts a data plane; it serves when this returns.
     *
     * @throws PolicyRefusedException if the policy is not valid
     * @throws IOException if the policy or the delivery key cannot be read, or a port cannot be had
     */
    public static Gateway start(GatewayOptions options) throws IOException {
        Optional<Path> key = options.deliveryKey();
        return new Gateway(options, key.isEmpty() ? null : DeliveryKey.open(key.get()));
    }

    /** What was delivered, else what is known on this machine. */
    private Optional<List<InetSocketAddress>> given(String service) {
        return delivered.of(service).or(() -> options.endpoints().of(service));
    }

    private DiskWatch<?> load() throws IOException {
        try {
            return StartingPoint.load(options.source(), configurations, counters);
        } catch (IOException | RuntimeException e) {
            closeWhatConfigurationsNeed();
            throw e;
        }
    }

    private AccessLog openAccessLog() throws IOException {
        try {
            return AccessLogs.open(options, configurations);
        } catch (IOException | RuntimeException e) {
            onDisk.close();
            closeWhatConfigurationsNeed();
            throw e;
        }
    }

    private void closeWhatConfigurationsNeed() {
        resolver.close();
        authenticator.close();
        issuers.close();
        lanes.close();
        tls.close();
    }

    private void openListeners() throws IOException {
        try {
            List<LaneContext> contexts = contexts(lanes.all());
            server.listen(address(options.port()), contexts);
            if (options.tls() && ListenerCertificates.isWanted(configurations)) {
                server.listenSecurely(address(options.tlsPort()), contexts, securedConnections());
            }
        } catch (IOException | RuntimeException e) {
            server.close();
            release();
            throw e;
        }
    }

    private InetSocketAddress address(int port) {
        return new InetSocketAddress(options.host(), port);
    }

    private SecuredConnections securedConnections() throws IOException {
        var certificates =
                new ListenerCertificates(
                        configurations, PolicyFolder.of(options.source().path()), clock);
        certificates.publish(meters);
        health.addDependency("certificates", false, certificates::check);
        return new SecuredConnections(
                tls,
                certificates.identity(),
                options.timeouts().head(),
                ledger.heap(),
                counters::handshakeFailed);
    }

    private List<LaneContext> contexts(List<Lane> served) {
        var date = new HttpDate(clock);
        var seeds = new SecureRandom();
        List<LaneContext> contexts = new ArrayList<>();
        for (Lane lane : served) {
            RandomGenerator random =
                    !(lane instanceof ThreadLane)
                            ? new SplittableRandom(seeds.nextLong())
                            : () -> ThreadLocalRandom.current().nextLong();
            contexts.add(
                    new LaneContext(
                            lane,
                            new Buffers(ledger),
                            date,
                            clock,
                            random,
                            accessLog.shard(),
                            options.timeouts()));
        }
        return contexts;
    }

    private void addHealthChecks(ConfigStatus status) {
        status.publish(meters);
        health.addReady("configuration", () -> result(configurations.isReady(), "there is none"));
        health.addReady("accepting", () -> result(!stopping, "the gateway is stopping"));
        health.addDependency("configuration source", false, status::check);
        health.addDependency("carrier", false, () -> carrierResult());
        health.addDependency("upstreams", false, () -> Upstreams.check(configurations.current()));
    }

    private static CheckResult result(boolean up, String otherwise) {
        return up ? CheckResult.up() : CheckResult.down(otherwise);
    }

    private CheckResult carrierResult() {
        return lanes.carrier() == Lanes.Carrier.CORE
                ? CheckResult.up()
                : CheckResult.degraded("virtual threads of the JVM: " + lanes.reason());
    }

    private void publishMeters(Admission admission) {
        ProcessMeters.publish(meters);
        counters.watch(accessLog);
        Upstreams.publish(meters, configurations::current);
        meters.gauge(
                "xynergy_gateway_requests_admitted",
                "Requests that are being forwarded",
                Labels.none(),
                admission::inFlight);
        publish("heap", ledger.heap());
        publish("direct", ledger.direct());
        meters.gauge(
                "xynergy_gateway_carrier",
                "1 for the carrier that runs connections",
                Labels.of("carrier", lanes.carrier().name().toLowerCase(java.util.Locale.ROOT)),
                () -> 1);
    }

    private void publish(String kind, Account account) {
        meters.gauge(
                "xynergy_gateway_memory_held_bytes",
                "What connections hold, and buffers kept for them; an estimate for the heap",
                Labels.of("memory", kind),
                account::held);
        meters.gauge(
                "xynergy_gateway_memory_limit_bytes",
                "What connections may hold; beyond three quarters the slowest are ended",
                Labels.of("memory", kind),
                account::limit);
    }

    private AdminListener openAdmin(ErrorBodies errorBodies, @Nullable DeliveryKey key)
            throws IOException {
        var settings = AdminSettings.defaults().at(options.adminHost(), options.adminPort());
        List<AdminRoute> own = new ArrayList<>();
        own.add(ConfigPage.route(configurations, delivered, onDisk, issuers.standIn()));
        own.addAll(key == null ? Delivery.off() : delivery(key).routes());
        try {
            var opened =
                    AdminListener.start(
                            settings, AdminRoutes.standard(health, meters, own), errorBodies);
            meters.counter(
                    "xynergy_gateway_admin_refused_total",
                    "Requests to the admin listener refused unread: not HTTP, too large, too many",
                    Labels.none(),
                    opened::refused);
            return opened;
        } catch (RuntimeException e) {
            server.close();
            release();
            if (e instanceof ListenerException) {
                throw new IOException(e.getMessage(), e);
            }
            throw e;
        }
    }

    private Delivery delivery(DeliveryKey key) {
        var delivery = new Delivery(key, configurations, delivered, resolver::refreshGiven);
        delivery.publish(meters);
        return delivery;
    }

    /** The traffic port, also when the options left the choice to the system. */
    public int port() {
        return server.port();
    }

    /** The port for HTTPS; empty when the policy names no certificate. */
    public OptionalInt tlsPort() {
        return server.tlsPort();
    }

    /** The admin port, also when the options left the choice to the system. */
    public int adminPort() {
        return admin.port();
    }

    /** SHA-256 of the configuration in force. */
    public String digest() {
        return configurations.current().digest();
    }

    /** Who runs the connections' virtual threads, and why. */
    public String carrier() {
        return lanes.carrier() + " (" + lanes.reason() + ")";
    }

    /** Asks the options' {@link Endpoints} again; when this returns, new requests go there. */
    public void endpointsChanged() {
        resolver.refreshGiven();
    }

    /** Opens the access log's file again, for those who have moved it away. */
    public void reopenAccessLog() {
        accessLog.reopen();
    }

    /** Reads the configuration on disk again now, however lately it was written. */
    public void reread() {
        onDisk.readNow();
    }

    /** Connections that clients have open. */
    public int openConnections() {
        return proxy.open();
    }

    /**
     * Stops in good order: readiness off, answers end their connections, the port is freed after
     * the drain delay, requests in flight finish, all within the policy's drain time.
     */
    @Override
    public void close() {
        if (stopping) {
            return;
        }
        proxy.drain(); // first, so that who sees it not ready is told to close its connection, too
        stopping = true;
        LOG.log(System.Logger.Level.INFO, "stopping: {0} connections", proxy.open());
        onDisk.close();
        Duration patience =
                Duration.ofMillis(configurations.current().config().gateway().drainMillis());
        new Drain(proxy, server, this::closeUpstreams).run(options.drainDelay(), patience);
        admin.close();
        release();
        LOG.log(System.Logger.Level.INFO, "stopped");
    }

    private void closeUpstreams() {
        configurations.pools().forEach(UpstreamPool::closeAll);
    }

    private void release() {
        onDisk.close();
        proxy.close();
        healthRunner.shutdownNow();
        configurations.pools().forEach(UpstreamPool::retire);
        closeWhatConfigurationsNeed();
        accessLog.close();
    }
}
