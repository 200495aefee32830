package io.xynergy.cli.stack;

import io.xynergy.gateway.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the services of a policy are on this machine: those that run here at their ports, those
 * that do not run here nowhere, and all others where their URL says.
 */
final class LocalEndpoints implements Endpoints {

    private final Map<String, List<InetSocketAddress>> known;

    private LocalEndpoints(Map<String, List<InetSocketAddress>> known) {
        this.known = Map.copyOf(known);
    }

    static LocalEndpoints of(Plan plan, Ports ports) {
        Map<String, List<InetSocketAddress>> known = new LinkedHashMap<>();
        plan.absent().forEach(service -> known.put(service, List.of()));
        for (LocalModule module : plan.modules().keySet()) {
            int port = ports.of(module.port());
            known.put(
                    module.name(),
                    List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
        return new LocalEndpoints(known);
    }

    @Override
    public Optional<List<InetSocketAddress>> of(String service) {
        return Optional.ofNullable(known.get(service));
    }
}
