package io.xynergy.gateway;

import io.xynergy.gateway.auth.AuthCounters;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.CallerProofs;
import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.config.Compilation;
import io.xynergy.gateway.config.Configurations;
import io.xynergy.gateway.config.DiskWatch;
import io.xynergy.gateway.config.PolicyFolder;
import io.xynergy.gateway.config.Resolver;
import io.xynergy.gateway.config.UpstreamTrust;
import io.xynergy.gateway.delivery.DeliveredEndpoints;
import io.xynergy.gateway.delivery.Delivery;
import io.xynergy.gateway.delivery.DeliveryKey;
import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.explain.ExplainPage;
import io.xynergy.gateway.explain.Explainer;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.HttpDate;
import io.xynergy.gateway.memory.Account;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.observe.AccessLog;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.proxy.Admission;
import io.xynergy.gateway.proxy.HealthPages;
import io.xynergy.gateway.proxy.ProxyServer;
import io.xynergy.gateway.proxy.Rehearsal;
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
import io.xynergy.kit.service.OwnedParts;
import io.xynergy.policy.compiled.References;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the parts of a gateway, in the order in which they need each other. What is open when one
 * of them fails is closed again.
 */
final class Assembly {

    private static final System.Logger LOG = System.getLogger(Assembly.class.getName());

    private final GatewayOptions options;
    private final OwnedParts parts;
    private final InstantSource clock;
    private final Meters meters = new Meters();
    private final GatewayCounters counters = new GatewayCounters(meters);
    private final HealthChecks health = new HealthChecks();
    private final Stopping stopping = new Stopping();
    private final DeliveredEndpoints delivered;
    private final MemoryLedger ledger;
    private final Lanes lanes;
    private final Resolver resolver;
    private final Issuers issuers;
    private final @Nullable CallerProofs proofs;
    private final AccessLog accessLog;
    private final TlsTransports tls;
    private final Limiting limiting;
    private final Configurations configurations;
    private final DiskWatch<?> onDisk;
    private final ProxyServer proxy;
    private final GatewayServer server;
    private final AdminListener admin;

    private Assembly(GatewayOptions options, @Nullable DeliveryKey key, OwnedParts parts)
            throws IOException {
        this.options = options;
        this.parts = parts;
        this.clock = options.clock();
        this.delivered = new DeliveredEndpoints(clock);
        this.ledger = new MemoryLedger(options.memory(), Descriptors.forClients());
        this.resolver = parts.own(new Resolver(this::given, options.refusesLocalUpstreams()));
        var authCounters = new AuthCounters(meters);
        this.issuers =
                parts.own(
                        new Issuers(
                                options.developmentIssuer(),
                                health,
                                authCounters,
                                System::nanoTime));
        this.proofs = openProofs();
        this.accessLog = parts.own(AccessLogs.open(options));
        this.lanes = parts.own(Lanes.open(options.carrier(), options.cores()));
        this.tls = parts.own(new TlsTransports(Runtime.getRuntime().availableProcessors(), ledger));
        this.limiting = parts.own(Limiting.of(options.redis(), this::policy, delivered, meters));
        this.configurations = configurations(steps(authCounters));
        this.onDisk = parts.own(StartingPoint.load(options.source(), configurations, counters));
        AccessLogs.follow(accessLog, options, configurations);
        var errorBodies = new ErrorBodies(clock);
        var admission = new Admission(ledger);
        this.proxy = parts.own(proxy(admission, errorBodies));
        addHealthChecks(new ConfigStatus(configurations, delivered, onDisk, clock));
        this.server =
                parts.own(new GatewayServer(proxy, counters, ledger, options.timeouts().head()));
        openListeners();
        publishMeters(admission);
        this.admin = openAdmin(errorBodies, key);
        onDisk.start();
    }

    private ProxyServer proxy(Admission admission, ErrorBodies errorBodies) {
        return new ProxyServer(
                configurations::current,
                admission,
                counters,
                new HealthPages(health, healthRunner()),
                errorBodies,
                ledger);
    }

    private void sayWhoIsBelieved() {
        options.developmentIssuer()
                .ifPresent(issuer ->
                        LOG.log(
                                System.Logger.Level.WARNING,
                                "tokens of the development issuer {0} are taken for those of every"
                                        + " issuer",
                                issuer.issuer()));
    }

    /** Makes all of a gateway, which serves when this returns. */
    static Gateway assemble(GatewayOptions options, @Nullable DeliveryKey key) throws IOException {
        var parts = new OwnedParts();
        try {
            return new Assembly(options, key, parts).gateway();
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private Gateway gateway() {
        sayWhoIsBelieved();
        return new Gateway(
                options.drainDelay(),
                new Gateway.Parts(
                        stopping,
                        lanes,
                        resolver,
                        configurations,
                        onDisk,
                        accessLog,
                        proxy,
                        server,
                        admin,
                        parts));
    }

    /**
     * Platform threads, because a virtual thread that a core's thread starts runs on that core,
     * which checks may block. One at a time makes a report; the rest wait for it, up to a bound.
     */
    private Executor healthRunner() {
        var runner =
                new ThreadPoolExecutor(
                        1,
                        2,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(1024),
                        Thread.ofPlatform().name("health-", 0).daemon().factory());
        parts.own(runner::shutdownNow);
        return runner;
    }

    private Steps steps(AuthCounters authCounters) {
        var authenticator =
                parts.own(new Authenticator(clock, System::nanoTime, authCounters, proofs));
        return new Steps(authenticator, limiting.limiter());
    }

    private @Nullable CallerProofs openProofs() throws IOException {
        Optional<Path> file = options.identityKey();
        if (file.isEmpty()) {
            return null;
        }
        CallerProofs opened = parts.own(CallerProofs.open(file.get(), clock));
        opened.publish(meters);
        health.addDependency("identity keys", false, opened::health);
        return opened;
    }

    private String policy() {
        return configurations.current().config().name();
    }

    private Configurations configurations(Steps steps) {
        var trust = new UpstreamTrust(PolicyFolder.of(options.source().path()), tls);
        var compilation =
                new Compilation(References.byName(options.apiKeys()), trust, issuers, steps);
        var made = new Configurations(resolver, counters, clock, lanes.all().size(), compilation);
        parts.own(() -> made.pools().forEach(UpstreamPool::retire));
        return made;
    }

    private void openListeners() throws IOException {
        limiting.start();
        List<LaneContext> contexts = contexts(lanes.all());
        server.listen(address(options.port()), contexts);
        if (options.tls() && ListenerCertificates.isWanted(configurations)) {
            server.listenSecurely(address(options.tlsPort()), contexts, securedConnections());
        }
    }

    /** What was delivered, else what is known on this machine. */
    private Optional<List<InetSocketAddress>> given(String service) {
        return delivered.of(service).or(() -> options.endpoints().of(service));
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
                            new Buffers(ledger, served.size()),
                            date,
                            clock,
                            random,
                            accessLog.shard(),
                            options.timeouts()));
        }
        return contexts;
    }

    /** For rehearsals of requests, which share no memory and no log line with a lane. */
    private LaneContext aside() {
        return new LaneContext(
                lanes.all().getFirst(),
                new Buffers(ledger, lanes.all().size() + 1),
                new HttpDate(clock),
                clock,
                () -> ThreadLocalRandom.current().nextLong(),
                accessLog.shard(),
                options.timeouts());
    }

    private void addHealthChecks(ConfigStatus status) {
        status.publish(meters);
        health.addReady("configuration", () -> result(configurations.isReady(), "there is none"));
        health.addReady("accepting", () -> result(!stopping.hasBegun(), "the gateway is stopping"));
        health.addDependency("configuration source", false, status::check);
        health.addDependency("rate limits", false, limiting::check);
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
        limiting.publish(meters);
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
                Labels.of("carrier", lanes.carrier().name().toLowerCase(Locale.ROOT)),
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
        own.add(KeysPage.route(configurations));
        own.add(ConfigPage.route(configurations, delivered, onDisk, issuers.standIn()));
        own.add(
                ExplainPage.route(
                        new Explainer(new Rehearsal(aside(), errorBodies, proofs != null), true),
                        configurations::current,
                        secure ->
                                secure
                                        ? server.tlsPort().orElse(options.tlsPort())
                                        : server.port()));
        if (proofs != null) {
            own.add(IdentityKeysPage.route(proofs));
        }
        own.addAll(key == null ? Delivery.off() : delivery(key).routes());
        try {
            AdminListener opened =
                    parts.own(
                            AdminListener.start(
                                    settings,
                                    AdminRoutes.standard(health, meters, own),
                                    errorBodies));
            meters.counter(
                    "xynergy_gateway_admin_refused_total",
                    "Requests to the admin listener refused unread: not HTTP, too large, too many",
                    Labels.none(),
                    opened::refused);
            return opened;
        } catch (ListenerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Delivery delivery(DeliveryKey key) {
        var delivery = new Delivery(key, configurations, delivered, resolver::refreshGiven);
        delivery.publish(meters);
        return delivery;
    }
}
