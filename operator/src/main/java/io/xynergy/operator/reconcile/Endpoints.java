package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.xynergy.kit.json.JsonWriter;
import io.xynergy.operator.model.Labels;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The ready endpoints of the services that a policy runs. A service that has no slice yet is not
 * named, so that it goes by its DNS name.
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

    /** The document to deliver, equal for equal endpoints. */
    static byte[] document(Collection<EndpointSlice> slices) {
        Map<String, TreeSet<Place>> services = new TreeMap<>();
        for (EndpointSlice slice : slices) {
            String service = slice.getMetadata().getLabels().get(Labels.SERVICE);
            if (service != null) {
                add(services.computeIfAbsent(service, _ -> new TreeSet<>()), slice);
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
        return json.closeObject().closeObject().toBytes();
    }

    private static void add(Set<Place> places, EndpointSlice slice) {
        if (slice.getPorts() == null || slice.getEndpoints() == null) {
            return;
        }
        for (EndpointPort port : slice.getPorts()) {
            for (Endpoint endpoint : slice.getEndpoints()) {
                if (isReady(endpoint) && port.getPort() != null) {
                    endpoint.getAddresses()
                            .forEach(host -> places.add(new Place(host, port.getPort())));
                }
            }
        }
    }

    /** Unknown counts as ready (the API says so). */
    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }
}
