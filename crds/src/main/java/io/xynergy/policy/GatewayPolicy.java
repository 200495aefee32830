package io.xynergy.policy;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that a cluster admin decides about a gateway, as written. */
@AlsoAccepts("status")
public record GatewayPolicy(String apiVersion, String kind, Metadata metadata, PolicySpec spec) {

    public static final String API_VERSION = "gateway.xynergy.io/v1alpha1";
    public static final String KIND = "GatewayPolicy";

    /** The part of Kubernetes' object metadata that the gateway reads. */
    @AlsoAccepts({
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "finalizers",
        "generateName",
        "generation",
        "managedFields",
        "ownerReferences",
        "resourceVersion",
        "selfLink",
        "uid"
    })
    public record Metadata(
            String name,
            @Nullable String namespace,
            Map<String, String> labels,
            Map<String, String> annotations) {

        public Metadata {
            labels = Collections.unmodifiableMap(new TreeMap<>(labels));
            annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        }
    }
}
