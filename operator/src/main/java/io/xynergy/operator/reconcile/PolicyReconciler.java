package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.model.Labels;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.operator.policy.PolicyCompilation;
import io.xynergy.operator.policy.Routable;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The loop: wakes up for a policy, its objects, its pods and their responses. */
final class PolicyReconciler implements Reconciler<GatewayPolicyResource> {

    /** Looked at again although nothing happened: references, and pods that are late. */
    private static final Duration USUAL = Duration.ofSeconds(60);

    private static final Duration WAITING = Duration.ofSeconds(1);
    private static final Duration MISSING = Duration.ofSeconds(5);

    private final Parts parts;
    private final OperatorEvents events;
    private final SimpleInboundEventSource<GatewayPolicyResource> responses;
    private final Map<ResourceID, PolicyState> states = new ConcurrentHashMap<>();
    private final Map<Class<?>, InformerEventSource<?, GatewayPolicyResource>> sources =
            new ConcurrentHashMap<>();

    /**
     * A loop.
     *
     * @param responses wakes it up when a pod has answered
     */
    PolicyReconciler(
            Parts parts,
            OperatorEvents events,
            SimpleInboundEventSource<GatewayPolicyResource> responses) {
        this.parts = parts;
        this.events = events;
        this.responses = responses;
    }

    @Override
    public List<EventSource<?, GatewayPolicyResource>> prepareEventSources(
            EventSourceContext<GatewayPolicyResource> context) {
        List<EventSource<?, GatewayPolicyResource>> all = new ArrayList<>();
        for (Class<? extends HasMetadata> type : Cluster.CHILDREN) {
            all.add(source(type, context, Labels.PART + "!=" + Labels.HISTORY));
        }
        all.add(source(Pod.class, context, Labels.COMPONENT));
        all.add(slices(context));
        all.add(responses);
        return all;
    }

    private <T extends HasMetadata> InformerEventSource<T, GatewayPolicyResource> source(
            Class<T> type, EventSourceContext<GatewayPolicyResource> context, String selector) {
        var configuration =
                InformerEventSourceConfiguration.from(type, GatewayPolicyResource.class)
                        .withLabelSelector(
                                Labels.MANAGED_BY + "=" + Labels.OPERATOR + "," + selector)
                        .withNamespacesInheritedFromController()
                        .withSecondaryToPrimaryMapper(PolicyReconciler::policy)
                        .withOnUpdateFilter(UpdateFilters::matters)
                        .build();
        var source = new InformerEventSource<T, GatewayPolicyResource>(configuration, context);
        sources.put(type, source);
        return source;
    }

    /**
     * All slices of the watched namespaces, because policies name Services that others run; those
     * of Services that no policy names wake nobody up.
     */
    private EventSource<EndpointSlice, GatewayPolicyResource> slices(
            EventSourceContext<GatewayPolicyResource> context) {
        var configuration =
                InformerEventSourceConfiguration.from(
                                EndpointSlice.class, GatewayPolicyResource.class)
                        .withNamespacesInheritedFromController()
                        .withSecondaryToPrimaryMapper(this::policies)
                        .build();
        var source =
                new InformerEventSource<EndpointSlice, GatewayPolicyResource>(
                        configuration, context);
        source.addIndexers(Map.of(Cluster.BY_SERVICE, slice -> List.of(service(slice))));
        sources.put(EndpointSlice.class, source);
        return source;
    }

    /** Namespace and name of a slice's Service. */
    private static String service(EndpointSlice slice) {
        return slice.getMetadata().getNamespace()
                + "/"
                + labels(slice).get("kubernetes.io/service-name");
    }

    private Set<ResourceID> policies(EndpointSlice slice) {
        var policies = new HashSet<ResourceID>();
        if (Labels.BACKEND.equals(labels(slice).get(Labels.COMPONENT))) {
            policies.addAll(policy(slice));
        }
        String service = service(slice);
        states.forEach((id, state) -> {
            String namespace = id.getNamespace().orElse("") + "/";
            for (Routable routable : state.references.routable()) {
                if (service.equals(namespace + routable.name())) {
                    policies.add(id);
                }
            }
        });
        return policies;
    }

    private static Map<String, String> labels(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
    }

    private static Set<ResourceID> policy(HasMetadata object) {
        String policy = labels(object).get(Labels.POLICY);
        return policy == null
                ? Set.of()
                : Set.of(new ResourceID(policy, object.getMetadata().getNamespace()));
    }

    @Override
    public UpdateControl<GatewayPolicyResource> reconcile(
            GatewayPolicyResource resource, Context<GatewayPolicyResource> context) {
        ResourceID id = ResourceID.fromResource(resource);
        if (context.isPrimaryResourceDeleted()
                || resource.getMetadata().getDeletionTimestamp() != null) {
            forget(id);
            return UpdateControl.noUpdate();
        }
        String uid = resource.getMetadata().getUid();
        PolicyState state =
                states.compute(
                        id,
                        (_, known) ->
                                known != null && known.uid.equals(uid)
                                        ? known
                                        : new PolicyState(uid));
        long start = parts.times().now();
        learnNeighbours(resource.getMetadata(), context);
        var pass = new PolicyPass(parts, state, new Cluster(context, sources), resource);
        Conditions conditions = pass.conditions();
        PolicyStatus status = pass.run(conditions);
        wakeNeighbours(id);
        return status == null
                ? again(pass.later())
                : finish(resource, state, new Outcome(status, conditions, start));
    }

    /** Older policies that were not looked at yet are, before a newer one takes what is theirs. */
    private void learnNeighbours(ObjectMeta own, Context<GatewayPolicyResource> context) {
        context.getPrimaryCache()
                .list(own.getNamespace(), other -> isOlder(other.getMetadata(), own))
                .filter(other -> !parts.neighbours().knows(other.getMetadata()))
                .forEach(other -> {
                    if (PolicyCompilation.compile(other, Map.of())
                            instanceof CompiledPolicy.Valid valid) {
                        var _ = parts.neighbours().claim(other.getMetadata(), valid.claims());
                    }
                });
    }

    private static boolean isOlder(ObjectMeta other, ObjectMeta own) {
        return other.getDeletionTimestamp() == null
                && !other.getName().equals(own.getName())
                && other.getCreationTimestamp().compareTo(own.getCreationTimestamp()) <= 0;
    }

    private void wakeNeighbours(ResourceID id) {
        String namespace = id.getNamespace().orElse("");
        parts.neighbours()
                .affected(namespace, id.getName())
                .forEach(other -> responses.propagateEvent(new ResourceID(other, namespace)));
    }

    private void forget(ResourceID id) {
        states.remove(id);
        parts.deliveries().forget(id);
        parts.neighbours().forget(id.getNamespace().orElse(""), id.getName());
        wakeNeighbours(id);
    }

    /**
     * What a pass has come to.
     *
     * @param start when the pass began
     */
    private record Outcome(PolicyStatus status, Conditions conditions, long start) {}

    private UpdateControl<GatewayPolicyResource> finish(
            GatewayPolicyResource resource, PolicyState state, Outcome outcome) {
        PolicyStatus status = outcome.status();
        PolicyStatus before = state.status == null ? resource.getStatus() : state.status;
        if (status.equals(before)) {
            return UpdateControl.<GatewayPolicyResource>noUpdate().rescheduleAfter(next(status));
        }
        long wait = state.rest(parts.times().now());
        if (wait > 0) {
            return again(wait);
        }
        patchStatus(resource, status);
        outcome.conditions().changed().forEach(condition -> events.record(resource, condition));
        state.wrote(status, outcome.start(), parts.times().now());
        return UpdateControl.<GatewayPolicyResource>noUpdate().rescheduleAfter(next(status));
    }

    private static UpdateControl<GatewayPolicyResource> again(long nanos) {
        return UpdateControl.<GatewayPolicyResource>noUpdate()
                .rescheduleAfter(Duration.ofNanos(nanos).plusMillis(1));
    }

    /** Without the rest, whose fields belong to others, and without a version to conflict with. */
    private void patchStatus(GatewayPolicyResource resource, PolicyStatus status) {
        var fresh = new GatewayPolicyResource();
        fresh.setMetadata(
                new ObjectMetaBuilder()
                        .withName(resource.getMetadata().getName())
                        .withNamespace(resource.getMetadata().getNamespace())
                        .build());
        fresh.setStatus(status);
        parts.client()
                .resource(fresh)
                .subresource("status")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                .withFieldManager(ObjectWriter.FIELD_MANAGER)
                                .withForce(true)
                                .build());
    }

    /** When a policy is looked at again although nothing happens. */
    static Duration next(PolicyStatus status) {
        boolean isMissing = false;
        boolean isWaiting = false;
        for (var condition : status.conditionsOrNone()) {
            isMissing |=
                    condition.type().equals(Conditions.RESOLVED_REFS)
                            && !condition.holds()
                            && !condition.reason().equals(StatusText.ADDRESS_REFUSED);
            isWaiting |=
                    condition.reason().equals("Delivering") || condition.reason().equals("OnTrial");
        }
        return isWaiting ? WAITING : isMissing ? MISSING : USUAL;
    }
}
