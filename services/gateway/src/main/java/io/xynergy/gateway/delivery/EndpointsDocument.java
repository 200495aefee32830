package io.xynergy.gateway.delivery;

import io.xynergy.policy.PolicyError;
import io.xynergy.policy.document.DocumentBounds;
import io.xynergy.policy.document.DocumentReader;
import io.xynergy.policy.document.DocumentReader.JsonResult;
import io.xynergy.policy.document.Problems;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code {"services":{"crm":[{"host":"10.244.0.7","port":8080}]},"replicas":3}}. */
final class EndpointsDocument {

    private static final int LARGEST_PORT = 65_535;
    private static final int MOST_REPLICAS = 10_000;

    private final List<PolicyError> errors = new ArrayList<>();
    private final Map<String, List<InetSocketAddress>> services = new HashMap<>();
    private int replicas = 1;

    private EndpointsDocument() {}

    /**
     * The document's own form.
     *
     * @param replicas gateways that serve the policy; absent: not known
     */
    record Services(Map<String, List<Place>> services, @Nullable Integer replicas) {}

    /**
     * An endpoint.
     *
     * @param host an IPv4 or IPv6 address, without brackets
     */
    record Place(String host, int port) {}

    /** What was read. */
    sealed interface Result {}

    /**
     * Endpoints by the names of their services.
     *
     * @param replicas gateways that serve the policy, at least 1
     */
    record Loaded(Map<String, List<InetSocketAddress>> services, int replicas) implements Result {}

    /** It is not JSON. */
    record NotJson(PolicyError error) implements Result {}

    /** At least one error. */
    record Refused(List<PolicyError> errors) implements Result {}

    static Result read(byte[] json) {
        var problems = new Problems();
        return switch (DocumentReader.bindJson(
                json, Services.class, DocumentBounds.CONFIG, problems)) {
            case JsonResult.NotJson<Services> not -> new NotJson(not.error());
            case JsonResult.Read<Services> read -> {
                Services found = read.value();
                yield found == null || !problems.isEmpty()
                        ? new Refused(problems.errors())
                        : read(found);
            }
        };
    }

    private static Result read(Services found) {
        var document = new EndpointsDocument();
        found.services().forEach(document::add);
        document.add(found.replicas());
        return document.errors.isEmpty()
                ? new Loaded(Map.copyOf(document.services), document.replicas)
                : new Refused(List.copyOf(document.errors));
    }

    private void add(@Nullable Integer number) {
        if (number != null && (number < 1 || number > MOST_REPLICAS)) {
            error("replicas", number + ": expected 1 to " + MOST_REPLICAS);
        } else if (number != null) {
            replicas = number;
        }
    }

    private void add(String service, List<Place> places) {
        var addresses = new ArrayList<InetSocketAddress>();
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            String path = "services." + service + "[" + i + "]";
            if (place.port() < 1 || place.port() > LARGEST_PORT) {
                error(path + ".port", place.port() + ": expected 1 to " + LARGEST_PORT);
                continue;
            }
            try {
                InetAddress host = InetAddress.ofLiteral(place.host());
                addresses.add(new InetSocketAddress(host, place.port()));
            } catch (IllegalArgumentException _) {
                error(path + ".host", "expected an IP address");
            }
        }
        services.put(service, List.copyOf(addresses));
    }

    private void error(String path, String message) {
        errors.add(new PolicyError(path, 0, 0, message));
    }
}
