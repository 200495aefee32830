package io.xynergy.gateway.explain;

import io.xynergy.gateway.auth.AuthCounters;
import io.xynergy.gateway.auth.Authenticator;
import io.xynergy.gateway.auth.DevelopmentIssuer;
import io.xynergy.gateway.auth.Issuers;
import io.xynergy.gateway.config.Compilation;
import io.xynergy.gateway.config.Resolver;
import io.xynergy.gateway.config.SnapshotBuilder;
import io.xynergy.gateway.config.UpstreamTrust;
import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.exchange.LaneContext;
import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.http.Buffers;
import io.xynergy.gateway.http.HttpDate;
import io.xynergy.gateway.limits.Limiter;
import io.xynergy.gateway.memory.MemoryLedger;
import io.xynergy.gateway.memory.MemoryLimits;
import io.xynergy.gateway.observe.AccessLog;
import io.xynergy.gateway.observe.AccessLogMode;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.proxy.Rehearsal;
import io.xynergy.gateway.steps.Steps;
import io.xynergy.gateway.wire.ThreadLane;
import io.xynergy.kit.error.ErrorBodies;
import io.xynergy.kit.health.HealthChecks;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.kit.service.OwnedParts;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.References;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Explains requests by a configuration that no gateway serves: it opens no port, and fetches
 * nothing but the keys of an issuer whose token is shown to it.
 */
public final class LocalExplainer implements AutoCloseable {

    private static final int PORT = 8080;
    private static final int TLS_PORT = 8443;

    private final OwnedParts parts = new OwnedParts();
    private final Explainer explainer;
    private final Snapshot snapshot;

    /**
     * Compiles a configuration.
     *
     * @param development stands in for each issuer, as in {@code xynergy up}
     * @param resolves whether the names of services are looked up
     * @throws IllegalArgumentException if it cannot be served
     */
    public LocalExplainer(
            GatewayConfig config,
            String digest,
            Optional<DevelopmentIssuer> development,
            boolean resolves) {
        InstantSource clock = InstantSource.system();
        var meters = new Meters();
        var authCounters = new AuthCounters(meters);
        try {
            Issuers issuers =
                    parts.own(
                            new Issuers(
                                    development,
                                    new HealthChecks(),
                                    authCounters,
                                    System::nanoTime));
            Authenticator authenticator =
                    parts.own(new Authenticator(clock, System::nanoTime, authCounters, null));
            Resolver resolver =
                    parts.own(
                            resolves
                                    ? new Resolver()
                                    : new Resolver(_ -> Optional.of(List.of()), false));
            var steps = new Steps(authenticator, new Limiter(Runtime.getRuntime().maxMemory()));
            this.snapshot =
                    new SnapshotBuilder(
                                    resolver,
                                    new GatewayCounters(meters),
                                    clock,
                                    1,
                                    new Compilation(
                                            References.byName(),
                                            UpstreamTrust.UNUSED,
                                            issuers,
                                            steps))
                            .build(config, digest);
            this.explainer =
                    new Explainer(
                            new Rehearsal(context(clock), new ErrorBodies(clock), true), false);
        } catch (RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private LaneContext context(InstantSource clock) {
        var lane = new ThreadLane(0);
        parts.own(lane::close);
        AccessLog log =
                parts.own(AccessLog.to(new AccessLogMode.Off(), OutputStream.nullOutputStream()));
        return new LaneContext(
                lane,
                new Buffers(new MemoryLedger(MemoryLimits.ofThisProcess(), 1), 1),
                new HttpDate(clock),
                clock,
                () -> ThreadLocalRandom.current().nextLong(),
                log.shard(),
                ClientTimeouts.defaults());
    }

    /**
     * Explains one request.
     *
     * @throws Question.UnsendableException if no client could send it
     */
    public Explanation explain(Question question) throws Question.UnsendableException {
        return explainer.explain(question, snapshot, question.isSecure() ? TLS_PORT : PORT);
    }

    @Override
    public void close() {
        parts.close();
    }
}
