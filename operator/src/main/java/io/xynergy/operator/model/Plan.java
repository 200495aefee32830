package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.xynergy.policy.DataPlaneSpec;
import io.xynergy.policy.ServiceSpec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of a valid policy that pods are made from.
 *
 * @param restart value of the policy's restart annotation; a new one replaces the data plane's pods
 */
public record Plan(
        String name,
        String namespace,
        OwnerReference owner,
        DataPlaneSpec gateway,
        List<ServiceSpec> services,
        @Nullable String restart) {

    public Plan {
        services = List.copyOf(services);
    }

    /** Metadata of an object that goes when the policy goes. */
    ObjectMetaBuilder metadata(String object, Map<String, String> more) {
        return metadata(name, namespace, owner, object, more);
    }

    /** Metadata of an object that goes when its policy goes. */
    public static ObjectMetaBuilder metadata(
            String policy,
            String namespace,
            OwnerReference owner,
            String object,
            Map<String, String> more) {
        var labels = new TreeMap<>(Labels.of(policy));
        labels.putAll(more);
        return new ObjectMetaBuilder()
                .withName(object)
                .withNamespace(namespace)
                .withLabels(labels)
                .withOwnerReferences(owner);
    }
}
