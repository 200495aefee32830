package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;

/**
 * A Deployment and what stands around it.
 *
 * @param name of all its objects
 * @param selector labels of its pods
 * @param graceSeconds from SIGTERM to the end of a pod
 * @param ports of its Service
 */
record Workload(
        String name,
        Map<String, String> selector,
        Scale scale,
        int graceSeconds,
        Container container,
        List<Volume> volumes,
        List<ServicePort> ports) {

    Workload {
        volumes = List.copyOf(volumes);
        ports = List.copyOf(ports);
    }
}
