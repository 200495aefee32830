package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.xynergy.kit.metrics.Labels;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.delivery.AdminClient;
import io.xynergy.operator.delivery.Deliveries;
import io.xynergy.operator.model.Platform;
import io.xynergy.operator.policy.Neighbours;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.policy.keys.NewKeys;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** A running operator: all its parts, wired by hand, from its start to its end. */
public final class PolicyOperator implements AutoCloseable {

    private static final int FIRST_RETRY_MILLIS = 500;
    private static final int LONGEST_RETRY_MILLIS = 15_000;

    /** Passes that run at the same time; each is bound by the API server, not by the processor. */
    private static final int THREADS = 10;

    private final Operator operator;
    private final Deliveries<ResourceID> deliveries;
    private final OperatorEvents events;
    private final ObjectWriter writer;
    private final LoopMeters loopMeters;
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * How an operator runs.
     *
     * @param namespaces watched; empty: all
     * @param lease who of several works; empty: there is only one
     * @param patience longest wait for a pod's response
     * @param address where the admin port of a pod is
     */
    public record Options(
            Platform platform,
            Set<String> namespaces,
            Optional<Lease> lease,
            Duration patience,
            KeyLives keyLives,
            Function<Pod, Optional<URI>> address) {

        public Options {
            namespaces = Set.copyOf(namespaces);
        }
    }

    /**
     * The lease that the one who works holds.
     *
     * @param identity unique for each process, also in one pod after another
     * @param lost runs when the lease is lost: passes may be running, so the process must end
     */
    public record Lease(
            String namespace, String name, String identity, Duration duration, Runnable lost) {}

    /** Prepares an operator; {@link #start} starts it. */
    public PolicyOperator(KubernetesClient client, Options options, Meters meters, Times times) {
        var responses = new SimpleInboundEventSource<GatewayPolicyResource>("responses");
        this.writer = new ObjectWriter(client, meters);
        this.events = new OperatorEvents(client, times.clock());
        this.deliveries =
                new Deliveries<>(
                        new AdminClient(options.patience()),
                        times.nanos(),
                        () -> ThreadLocalRandom.current().nextDouble(),
                        meters,
                        responses::propagateEvent);
        var parts =
                new Parts(
                        client,
                        writer,
                        deliveries,
                        new Neighbours(),
                        new Monitoring(client, options.platform(), times)::platform,
                        options.address(),
                        events,
                        new NewKeys(),
                        new SecureRandom(),
                        options.keyLives(),
                        times);
        // the framework configures twice
        this.loopMeters = new LoopMeters(meters);
        this.operator =
                new Operator(overrider -> configure(overrider, client, options, loopMeters));
        operator.register(
                new PolicyReconciler(parts, events, responses),
                controller -> configure(controller, options.namespaces()));
        meters.counter(
                "xynergy_operator_events_dropped_total",
                "Events of policies that were not written for want of room",
                Labels.none(),
                events::dropped);
    }

    private void configure(
            ConfigurationServiceOverrider overrider,
            KubernetesClient client,
            Options options,
            LoopMeters meters) {
        overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withResourceCloner(new CheapCloner(client))
                .withMetrics(meters)
                .withStopOnInformerErrorDuringStartup(true)
                .withCacheSyncTimeout(Duration.ofMinutes(2))
                .withReconciliationTerminationTimeout(Duration.ofSeconds(10))
                .withUseSSAToPatchPrimaryResource(true)
                .withConcurrentReconciliationThreads(THREADS);
        options.lease()
                .ifPresent(lease -> overrider.withLeaderElectionConfiguration(election(lease)));
    }

    private LeaderElectionConfiguration election(Lease lease) {
        var callbacks =
                new LeaderCallbacks(
                        () -> {},
                        () -> {
                            if (!stopping.get()) {
                                lease.lost().run();
                            }
                        },
                        _ -> {});
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(lease.name())
                .withLeaseNamespace(lease.namespace())
                .withIdentity(lease.identity())
                .withLeaseDuration(lease.duration())
                .withRenewDeadline(lease.duration().multipliedBy(2).dividedBy(3))
                .withRetryPeriod(lease.duration().dividedBy(8))
                .withExitOnStopLeading(false)
                .withLeaderCallbacks(callbacks)
                .build();
    }

    private static void configure(
            ControllerConfigurationOverrider<GatewayPolicyResource> controller,
            Set<String> namespaces) {
        controller
                .withName("gatewaypolicy")
                .withFieldManager(ObjectWriter.FIELD_MANAGER)
                .withGenerationAware(false)
                .withOnUpdateFilter(UpdateFilters::policy)
                .withTriggerReconcilerOnAllEvents(true)
                .withReconciliationMaxInterval(Duration.ofMinutes(15))
                .withRetry(
                        new GenericRetry()
                                .setMaxAttempts(-1)
                                .setInitialInterval(FIRST_RETRY_MILLIS)
                                .setIntervalMultiplier(2)
                                .setMaxInterval(LONGEST_RETRY_MILLIS));
        if (namespaces.isEmpty()) {
            controller.watchingAllNamespaces();
        } else {
            controller.settingNamespaces(namespaces);
        }
    }

    /**
     * Fills the caches and begins to work, as soon as it holds the lease.
     *
     * @throws io.javaoperatorsdk.operator.OperatorException if it may not do what it has to
     */
    public PolicyOperator start() {
        operator.start();
        return this;
    }

    /** Whether the caches are filled and followed; empty: yes, else what is wrong. */
    public Optional<String> unready() {
        if (!operator.getRuntimeInfo().isStarted()) {
            return Optional.of("the caches are not filled yet");
        }
        List<String> stopped = stoppedInformers();
        return stopped.isEmpty() ? Optional.empty() : Optional.of("not followed: " + stopped);
    }

    /** A watch that is being opened again is not a stopped informer. */
    @SuppressWarnings({"rawtypes", "unchecked"}) // as the framework declares it
    private List<String> stoppedInformers() {
        List<String> stopped = new ArrayList<>();
        var controllers =
                operator.getRuntimeInfo().unhealthyInformerWrappingEventSourceHealthIndicator();
        for (var sources : controllers.values()) {
            for (var source : sources.entrySet()) {
                InformerWrappingEventSourceHealthIndicator health = source.getValue();
                Map<String, InformerHealthIndicator> informers = health.informerHealthIndicators();
                if (informers.values().stream()
                        .anyMatch(informer -> !informer.isRunning() || !informer.hasSynced())) {
                    stopped.add(source.getKey());
                }
            }
        }
        return stopped;
    }

    /** Passes so far. */
    public long passes() {
        return loopMeters.passes();
    }

    /** Objects written so far. */
    public long writes() {
        return writer.writes();
    }

    /** Ends what is under way, up to a bound, and lets go of the lease by letting it run out. */
    @Override
    public void close() {
        stopping.set(true);
        operator.stop();
        deliveries.close();
        events.close();
    }

    /** Asks now and then whether the cluster knows the objects of the Prometheus operator. */
    private static final class Monitoring {

        private static final long FRESH = Duration.ofMinutes(1).toNanos();

        private final KubernetesClient client;
        private final Platform platform;
        private final Times times;
        private volatile long askedAt;
        private volatile boolean asked;
        private volatile boolean known;

        Monitoring(KubernetesClient client, Platform platform, Times times) {
            this.client = client;
            this.platform = platform;
            this.times = times;
        }

        Platform platform() {
            long now = times.now();
            if (!asked || now - askedAt > FRESH) {
                askedAt = now;
                asked = true;
                known = ask();
            }
            return new Platform(
                    platform.gatewayImage(),
                    platform.namespace(),
                    platform.monitoringNamespace(),
                    known);
        }

        private boolean ask() {
            try {
                String version = "monitoring.coreos.com/v1";
                return client.supports(version, "ServiceMonitor")
                        && client.supports(version, "PodMonitor")
                        && client.supports(version, "PrometheusRule");
            } catch (KubernetesClientException _) {
                return known;
            }
        }
    }

    /** Copies what a pass may change of a policy; its document and status cannot be changed. */
    private record CheapCloner(KubernetesClient client) implements Cloner {

        @Override
        @SuppressWarnings("unchecked") // a copy has the class of its original
        public <R extends HasMetadata> R clone(R object) {
            if (object instanceof GatewayPolicyResource policy) {
                var copy = new GatewayPolicyResource();
                copy.setMetadata(new ObjectMetaBuilder(policy.getMetadata()).build());
                copy.setSpec(policy.getSpec());
                copy.setStatus(policy.getStatus());
                return (R) copy;
            }
            return client.getKubernetesSerialization().clone(object);
        }
    }
}
