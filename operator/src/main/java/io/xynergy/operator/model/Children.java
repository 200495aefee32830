package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.xynergy.policy.RunSpec;
import io.xynergy.policy.ServiceSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All objects that a policy wants, but for its configuration and its keys. */
public final class Children {

    private Children() {}

    /**
     * The objects, each complete.
     *
     * @param live the Deployment of a name as it is now
     */
    public static List<HasMetadata> of(
            Plan plan, Platform platform, Function<String, Optional<Deployment>> live) {
        Workload gateway = GatewayWorkload.of(plan, platform);
        List<HasMetadata> objects = new ArrayList<>();
        String restart = plan.restart();
        objects.addAll(
                new WorkloadObjects(plan, gateway)
                        .all(
                                live(live, gateway),
                                restart == null ? Map.of() : Map.of(Labels.RESTART, restart)));
        objects.add(NetworkPolicies.gateway(plan, gateway, platform));
        for (ServiceSpec service : plan.services()) {
            RunSpec run = service.run();
            if (run != null) {
                Workload backend = ServiceWorkload.of(plan, service.name(), run);
                objects.addAll(
                        new WorkloadObjects(plan, backend).all(live(live, backend), Map.of()));
                objects.add(NetworkPolicies.backend(plan, backend, run, platform));
            }
        }
        if (platform.monitors()) {
            objects.addAll(Monitors.of(plan, gateway));
        }
        return List.copyOf(objects);
    }

    private static @Nullable Deployment live(
            Function<String, Optional<Deployment>> live, Workload workload) {
        return live.apply(workload.name()).orElse(null);
    }
}
