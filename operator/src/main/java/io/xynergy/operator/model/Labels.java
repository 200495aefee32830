package io.xynergy.operator.model;

import java.util.Map;
import java.util.TreeMap;

/** Labels and annotations of the objects that the operator makes. */
public final class Labels {

    /** Who makes an object; all informers but those of policies look only at this one's. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    /** Value of {@link #MANAGED_BY}. */
    public static final String OPERATOR = "xynergy-operator";

    /** Name of the policy that an object belongs to. */
    public static final String POLICY = "gateway.xynergy.io/policy";

    /** {@link #GATEWAY} or {@link #BACKEND}. */
    public static final String COMPONENT = "gateway.xynergy.io/component";

    /** The data plane. */
    public static final String GATEWAY = "gateway";

    /** A service that the policy runs. */
    public static final String BACKEND = "service";

    /** Name of a service that the policy runs. */
    public static final String SERVICE = "gateway.xynergy.io/service";

    /** Name of the API key that a Secret is of. */
    public static final String API_KEY = "gateway.xynergy.io/api-key";

    /** {@link #HISTORY} for what is kept, so that informers need not hold it. */
    public static final String PART = "gateway.xynergy.io/part";

    /** Value of {@link #PART} for configurations that were live earlier. */
    public static final String HISTORY = "history";

    /** Annotation: SHA-256 of a configuration in hex. */
    public static final String DIGEST = "gateway.xynergy.io/digest";

    /** Annotation of a pod template: the value of the policy's restart annotation. */
    public static final String RESTART = "gateway.xynergy.io/restart";

    private Labels() {}

    /** Labels of everything that belongs to a policy. */
    public static Map<String, String> of(String policy) {
        var labels = new TreeMap<String, String>();
        labels.put("app.kubernetes.io/instance", policy);
        labels.put("app.kubernetes.io/part-of", "xynergy");
        labels.put(MANAGED_BY, OPERATOR);
        labels.put(POLICY, policy);
        return labels;
    }

    /** What selects the pods of a workload; never changed, because Deployments refuse it. */
    static Map<String, String> selector(String policy, String component, String workload) {
        var labels = new TreeMap<String, String>();
        labels.put(POLICY, policy);
        labels.put(COMPONENT, component);
        if (component.equals(BACKEND)) {
            labels.put(SERVICE, workload);
        }
        return labels;
    }
}
