package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.operator.model.Labels;
import io.xynergy.operator.policy.Routable;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ready endpoints of the services that a policy runs or names. A service that has no slice yet
 * is not named, so that it goes by its DNS name.
 */
final class Endpoints {

    private Endpoints() {}

    private record Place(String host, int port) implements Comparable<Place> {

        @Override
        public int compareTo(Place other) {
            int hosts = host.compareTo(other.host);
            return hosts != 0 ? hosts : Integer.compare(port, other.port);
        }
    }

    /** A Service of somebody else's with its slices. */
    record Foreign(Routable service, Collection<EndpointSlice> slices) {}

    /**
     * The document to deliver, equal for equal endpoints and as many gateways.
     *
     * @param slices of services that the policy runs
     * @param replicas gateways that are ready, which share the policy's limits
     */
    static byte[] document(Collection<EndpointSlice> slices, List<Foreign> foreign, int replicas) {
        Map<String, TreeSet<Place>> services = new TreeMap<>();
        for (EndpointSlice slice : slices) {
            String service = label(slice, Labels.SERVICE);
            if (service != null) {
                Set<Place> places = services.computeIfAbsent(service, _ -> new TreeSet<>());
                ports(slice).forEach(port -> add(places, slice, port.getPort()));
            }
        }
        for (Foreign other : foreign) {
            for (EndpointSlice slice : other.slices()) {
                Set<Place> places =
                        services.computeIfAbsent(other.service().service(), _ -> new TreeSet<>());
                add(places, slice, port(other.service(), slice));
            }
        }
        var json = new JsonWriter().openObject().name("services").openObject();
        services.forEach((service, places) -> {
            json.name(service).openArray();
            for (Place place : places) {
                json.openObject()
                        .member("host", place.host())
                        .member("port", place.port())
                        .closeObject();
            }
            json.closeArray();
        });
        return json.closeObject().member("replicas", Math.max(1, replicas)).closeObject().toBytes();
    }

    private static @Nullable String label(EndpointSlice slice, String name) {
        Map<String, String> labels = slice.getMetadata().getLabels();
        return labels == null ? null : labels.get(name);
    }

    private static @Nullable Integer port(Routable service, EndpointSlice slice) {
        if (service.port() != null) {
            return service.port();
        }
        return ports(slice).stream()
                .filter(port ->
                        service.portName().equals(Objects.requireNonNullElse(port.getName(), "")))
                .findFirst()
                .map(EndpointPort::getPort)
                .orElse(null);
    }

    private static List<EndpointPort> ports(EndpointSlice slice) {
        return Objects.requireNonNullElse(slice.getPorts(), List.of());
    }

    private static void add(Set<Place> places, EndpointSlice slice, @Nullable Integer port) {
        if (port == null || slice.getEndpoints() == null) {
            return;
        }
        for (Endpoint endpoint : slice.getEndpoints()) {
            if (isReady(endpoint)) {
                endpoint.getAddresses().forEach(host -> places.add(new Place(host, port)));
            }
        }
    }

    /** Unknown counts as ready (the API says so). */
    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }
}
