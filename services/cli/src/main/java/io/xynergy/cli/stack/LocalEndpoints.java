package io.xynergy.cli.stack;

import io.xynergy.gateway.Endpoints;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where the services of a policy are on this machine: those that run here at their ports while they
 * serve, those that do not run here nowhere, and all others where their URL says.
 */
final class LocalEndpoints implements Endpoints {

    private final Set<String> absent;
    private final Map<String, List<InetSocketAddress>> local = new LinkedHashMap<>();
    private final Predicate<String> serves;

    /**
     * Those of a plan.
     *
     * @param serves whether the part of a name serves now
     */
    LocalEndpoints(Plan plan, Ports ports, Predicate<String> serves) {
        this.absent = Set.copyOf(plan.absent());
        this.serves = serves;
        for (LocalModule module : plan.modules().keySet()) {
            int port = ports.of(module.port());
            local.put(
                    module.name(),
                    List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
    }

    @Override
    public Optional<List<InetSocketAddress>> of(String service) {
        List<InetSocketAddress> here = local.get(service);
        if (here != null) {
            return Optional.of(serves.test(service) ? here : List.of());
        }
        return absent.contains(service) ? Optional.of(List.of()) : Optional.empty();
    }
}
