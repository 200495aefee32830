package io.xynergy.operator.policy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Service of the policy's namespace that somebody else runs, and behind which requests go
 * straight to the pods.
 *
 * @param service name in the policy
 * @param name the Service's
 * @param portName name of the port in its slices; empty: the one port without a name
 * @param port of the pods; absent: as its slices say
 */
public record Routable(String service, String name, String portName, @Nullable Integer port) {

    /**
     * A Service by a port of its; empty: requests have to go by its address, because it has no pods
     * or because its address does more than choose one of them.
     */
    static Optional<Routable> of(String service, int port, Service found) {
        var spec = found.getSpec();
        String name = found.getMetadata().getName();
        if (spec == null
                || "ExternalName".equals(spec.getType())
                || "ClientIP".equals(spec.getSessionAffinity())
                || "Local".equals(spec.getInternalTrafficPolicy())) {
            return Optional.empty();
        }
        if ("None".equals(spec.getClusterIP())) {
            // its name is the pods' addresses, and a port of theirs
            return Optional.of(new Routable(service, name, "", port));
        }
        return spec.getPorts().stream()
                .filter(candidate -> Objects.equals(candidate.getPort(), port))
                .findFirst()
                .map(candidate -> new Routable(service, name, portName(candidate), null));
    }

    private static String portName(ServicePort port) {
        return Objects.requireNonNullElse(port.getName(), "");
    }
}
