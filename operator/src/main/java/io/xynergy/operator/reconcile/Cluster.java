package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.xynergy.operator.model.ConfigMaps;
import io.xynergy.operator.model.Labels;
import io.xynergy.operator.resource.GatewayPolicyResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The objects of one policy as the informers have them. */
final class Cluster {

    /** What a policy becomes, in the order in which it is pruned. */
    static final List<Class<? extends HasMetadata>> CHILDREN =
            List.of(
                    HorizontalPodAutoscaler.class,
                    PodDisruptionBudget.class,
                    Deployment.class,
                    Service.class,
                    NetworkPolicy.class,
                    ServiceAccount.class,
                    Secret.class,
                    ConfigMap.class);

    /** Index of slices by their Services: namespace, slash, name. */
    static final String BY_SERVICE = "service";

    private final Context<GatewayPolicyResource> context;
    private final Map<Class<?>, InformerEventSource<?, GatewayPolicyResource>> sources;

    Cluster(
            Context<GatewayPolicyResource> context,
            Map<Class<?>, InformerEventSource<?, GatewayPolicyResource>> sources) {
        this.context = context;
        this.sources = sources;
    }

    /** An object by kind and name. */
    <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
        return context.getSecondaryResources(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** A Secret by name; also one that the informer has not seen yet, as none is made twice. */
    @Nullable Secret secret(KubernetesClient client, ConfigMaps.Owner owner, String name) {
        return find(Secret.class, name)
                .orElseGet(
                        () -> client.secrets().inNamespace(owner.namespace()).withName(name).get());
    }

    /** Whether another change of the policy came while a pass was under way. */
    boolean knowsNewer(GatewayPolicyResource policy) {
        return context.getPrimaryCache()
                .get(ResourceID.fromResource(policy))
                .filter(now ->
                        now.getMetadata().getGeneration() > policy.getMetadata().getGeneration())
                .isPresent();
    }

    /** Whether objects of this kind are watched. */
    boolean isWatched(HasMetadata object) {
        return sources.containsKey(object.getClass());
    }

    /** All objects that the policy became. */
    List<HasMetadata> children() {
        List<HasMetadata> children = new ArrayList<>();
        CHILDREN.forEach(type -> children.addAll(context.getSecondaryResources(type)));
        return children;
    }

    /** All objects of a kind. */
    <T extends HasMetadata> Collection<T> all(Class<T> type) {
        return context.getSecondaryResources(type);
    }

    /** Pods of the data plane. */
    List<Pod> gateways() {
        return pods(Labels.COMPONENT, Labels.GATEWAY);
    }

    /** Pods of a service that the policy runs. */
    List<Pod> pods(String service) {
        return pods(Labels.SERVICE, service);
    }

    private List<Pod> pods(String label, String value) {
        return all(Pod.class).stream()
                .filter(pod -> value.equals(pod.getMetadata().getLabels().get(label)))
                .toList();
    }

    Collection<EndpointSlice> slices() {
        return context.getSecondaryResources(EndpointSlice.class);
    }

    /** The slices of a Service that somebody else made. */
    @SuppressWarnings("unchecked") // the map has the source of an object's own class
    List<EndpointSlice> slices(String namespace, String service) {
        var source =
                (InformerEventSource<EndpointSlice, GatewayPolicyResource>)
                        sources.get(EndpointSlice.class);
        return source == null ? List.of() : source.byIndex(BY_SERVICE, namespace + "/" + service);
    }

    /** Makes an object that was just written visible to the next pass. */
    void remember(HasMetadata written) {
        InformerEventSource<?, GatewayPolicyResource> source = sources.get(written.getClass());
        if (source != null) {
            remember(source, written);
        }
    }

    @SuppressWarnings("unchecked") // the map has the source of an object's own class
    private static <T extends HasMetadata> void remember(
            InformerEventSource<T, GatewayPolicyResource> source, HasMetadata written) {
        var id = ResourceID.fromResource(written);
        Optional<T> before = source.get(id);
        if (before.isPresent()) {
            source.handleRecentResourceUpdate(id, (T) written, before.get());
        } else {
            source.handleRecentResourceCreate(id, (T) written);
        }
    }
}
