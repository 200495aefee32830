package io.xynergy.gateway.config;

import io.xynergy.gateway.exchange.Snapshot;
import io.xynergy.gateway.observe.GatewayCounters;
import io.xynergy.gateway.upstream.UpstreamPool;
import io.xynergy.policy.PolicyError;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.ConfigResult;
import io.xynergy.policy.compiled.GatewayConfig;
import io.xynergy.policy.compiled.IssuerAddresses;
import io.xynergy.policy.compiled.Policies;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force, and the way to another one.
 *
 * <p>A new version is validated and compiled aside; only when all of it stands is the one reference
 * swapped. A version that is refused changes nothing. Services that stay as they were keep their
 * pools with all connections.
 */
public final class Configurations {

    private static final System.Logger LOG = System.getLogger(Configurations.class.getName());

    private final Resolver resolver;
    private final GatewayCounters counters;
    private final InstantSource clock;
    private final Compilation compilation;
    private final SnapshotBuilder builder;
    private final ReentrantLock applying = new ReentrantLock();

    /** Pools of earlier snapshots that may still have connections; touched under the lock. */
    private final Set<UpstreamPool> retired = new HashSet<>();

    /** The policy that the configuration in force was compiled from here; under the lock. */
    private byte @Nullable [] policy;

    private volatile @Nullable InForce inForce;
    private volatile @Nullable Rejection rejection;
    private volatile List<String> unserved = List.of();

    /** Guarded by {@link #applying}. */
    private Consumer<GatewayConfig> swapped = _ -> {};

    /** The one reference that is swapped. */
    private record InForce(Snapshot snapshot, Origin origin) {

        Version version() {
            return new Version(snapshot.digest(), snapshot.revision(), snapshot.since(), origin);
        }
    }

    /** A version that was refused, and why. */
    public record Rejection(Instant at, List<PolicyError> errors) {

        public Rejection {
            errors = List.copyOf(errors);
        }
    }

    /**
     * Begins without a configuration.
     *
     * @param lanes how many lanes use the pools
     * @param compilation what makes snapshots
     */
    public Configurations(
            Resolver resolver,
            GatewayCounters counters,
            InstantSource clock,
            int lanes,
            Compilation compilation) {
        this.resolver = resolver;
        this.counters = counters;
        this.clock = clock;
        this.compilation = compilation;
        this.builder = new SnapshotBuilder(resolver, counters, clock, lanes, compilation);
    }

    /**
     * The configuration in force.
     *
     * @throws IllegalStateException before the first one
     */
    public Snapshot current() {
        return required().snapshot();
    }

    /**
     * Which configuration is in force.
     *
     * @throws IllegalStateException before the first one
     */
    public Version version() {
        return required().version();
    }

    private InForce required() {
        InForce now = inForce;
        if (now == null) {
            throw new IllegalStateException("no configuration yet");
        }
        return now;
    }

    public boolean isReady() {
        return inForce != null;
    }

    /** What the configuration in force asks for and does not get, one sentence each. */
    public List<String> unserved() {
        return unserved;
    }

    /** Tells {@code listener} the configuration in force, now and after each swap. */
    public void follow(Consumer<GatewayConfig> listener) {
        applying.lock();
        try {
            swapped = listener;
            listener.accept(current().config());
        } finally {
            applying.unlock();
        }
    }

    /** The last version that was refused, unless a newer one took effect. */
    public @Nullable Rejection rejection() {
        return rejection;
    }

    /**
     * Brings a policy document into force, as the next revision.
     *
     * @return what is wrong with it; empty when it is in force
     */
    public List<PolicyError> apply(byte[] document) {
        applying.lock();
        try {
            return switch (Policies.compile(document, compilation.references())) {
                case CompileResult.Rejected rejected -> reject(rejected.errors());
                case CompileResult.Compiled compiled -> {
                    policy = document;
                    compiled.warnings()
                            .forEach(warning ->
                                    LOG.log(System.Logger.Level.WARNING, "policy: {0}", warning));
                    yield apply(compiled.config(), compiled.digest());
                }
            };
        } finally {
            applying.unlock();
        }
    }

    /** Compiles the policy in force again, because what it refers to has changed. */
    public void referencesChanged() {
        applying.lock();
        try {
            Rejection before = rejection;
            byte[] document = policy;
            if (document != null
                    && Policies.compile(document, compilation.references())
                            instanceof CompileResult.Compiled compiled
                    && apply(compiled.config(), compiled.digest()).isEmpty()) {
                rejection = before; // of a later document, which is still refused
            }
        } finally {
            applying.unlock();
        }
    }

    /** Brings a compiled configuration into force, if its revision is newer. */
    public Verdict take(Candidate candidate) {
        applying.lock();
        try {
            InForce now = inForce;
            if (now == null) {
                return read(candidate);
            }
            if (!candidate.mayFollow(now.version())) {
                return new Verdict.Outdated(now.version());
            }
            return candidate.digest().equals(now.snapshot().digest())
                    ? moveOn(candidate, now)
                    : read(candidate);
        } finally {
            applying.unlock();
        }
    }

    /** Refuses what was found in place of a configuration. */
    public void refuse(PolicyError error) {
        applying.lock();
        try {
            reject(List.of(error));
        } finally {
            applying.unlock();
        }
    }

    private Verdict moveOn(Candidate candidate, InForce now) {
        boolean delivered = candidate.origin() == Origin.DELIVERED;
        Origin origin = delivered ? Origin.DELIVERED : now.origin();
        var next = new InForce(now.snapshot().withRevision(candidate.revision()), origin);
        inForce = next;
        rejection = null;
        counters.revised(candidate.revision());
        return new Verdict.Accepted(next.version());
    }

    private Verdict read(Candidate candidate) {
        return switch (Policies.readConfig(candidate.document())) {
            case ConfigResult.NotJson not -> {
                reject(List.of(not.error()));
                yield new Verdict.Unreadable(not.error());
            }
            case ConfigResult.Refused refused -> refused(reject(refused.errors()));
            case ConfigResult.Loaded loaded -> bring(loaded.config(), candidate);
        };
    }

    private Verdict bring(GatewayConfig config, Candidate candidate) {
        // Only an operator compiles for others, so this is a pod.
        List<PolicyError> unfit = IssuerAddresses.unfitForPods(config);
        List<PolicyError> errors =
                unfit.isEmpty()
                        ? bring(
                                config,
                                candidate.digest(),
                                candidate.revision(),
                                candidate.origin())
                        : reject(unfit);
        return errors.isEmpty() ? new Verdict.Accepted(version()) : refused(errors);
    }

    private Verdict refused(List<PolicyError> errors) {
        InForce now = inForce;
        return new Verdict.Refused(errors, now == null ? null : now.version());
    }

    private List<PolicyError> apply(GatewayConfig config, String digest) {
        InForce old = inForce;
        if (old != null && old.snapshot().digest().equals(digest)) {
            rejection = null;
            return List.of();
        }
        long revision = old == null ? 1 : old.snapshot().revision() + 1;
        return bring(config, digest, revision, Origin.FILE);
    }

    private List<PolicyError> bring(
            GatewayConfig config, String digest, long revision, Origin origin) {
        List<PolicyError> unfit = new ArrayList<>(UpstreamTrust.unspoken(config));
        unfit.addAll(IssuerAddresses.unsafe(config));
        if (!unfit.isEmpty()) {
            return reject(unfit);
        }
        Snapshot old = inForce == null ? null : inForce.snapshot();
        Snapshot next;
        try {
            next = builder.build(config, digest, revision, old);
        } catch (UpstreamTrust.UntrustedException e) {
            return reject(List.of(e.error()));
        } catch (IllegalArgumentException e) {
            return reject(List.of(new PolicyError("spec", 0, 0, String.valueOf(e.getMessage()))));
        }
        inForce = new InForce(next, origin);
        rejection = null;
        counters.reloaded(revision);
        retire(old, next);
        compilation.issuers().inForce(next.access());
        swapped.accept(config);
        unserved = UnservedSettings.of(config);
        unserved.forEach(what -> LOG.log(System.Logger.Level.WARNING, "policy: {0}", what));
        LOG.log(
                System.Logger.Level.INFO,
                "configuration {0} in force: {1} routes, revision {2}",
                digest,
                Integer.toString(config.routes().size()),
                Long.toString(revision));
        return List.of();
    }

    /** The pools in force, and earlier ones whose connections are still in use. */
    public List<UpstreamPool> pools() {
        applying.lock();
        try {
            List<UpstreamPool> pools = new ArrayList<>(retired);
            InForce now = inForce;
            if (now != null) {
                pools.addAll(now.snapshot().pools());
            }
            return pools;
        } finally {
            applying.unlock();
        }
    }

    private void retire(@Nullable Snapshot old, Snapshot next) {
        if (old == null) {
            return;
        }
        for (UpstreamPool pool : old.pools()) {
            if (!next.pools().contains(pool)) {
                resolver.remove(pool);
                pool.retire();
                retired.add(pool);
            }
        }
        retired.removeIf(pool -> pool.open() == 0);
        Set<String> names = new HashSet<>();
        next.config().routes().forEach(route -> names.add(route.name()));
        counters.retainRoutes(names);
    }

    private List<PolicyError> reject(List<PolicyError> errors) {
        rejection = new Rejection(clock.instant(), errors);
        counters.reloadRefused();
        errors.forEach(error -> LOG.log(System.Logger.Level.ERROR, "policy refused: {0}", error));
        return errors;
    }
}
