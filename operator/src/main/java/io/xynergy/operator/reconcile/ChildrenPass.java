package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.xynergy.operator.apply.ObjectWriter;
import io.xynergy.operator.apply.Written;
import io.xynergy.operator.model.Children;
import io.xynergy.operator.model.IdentityMount;
import io.xynergy.operator.model.Names;
import io.xynergy.operator.model.Plan;
import io.xynergy.operator.model.Platform;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.policy.RunSpec;
import io.xynergy.policy.ServiceSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Makes the objects of a policy what its plan says, and removes those that it says no more. */
final class ChildrenPass {

    /** How often objects are read that no informer watches. */
    private static final long LOOK = TimeUnit.MINUTES.toNanos(5);

    private final ObjectWriter writer;
    private final Cluster cluster;
    private final PolicyState state;
    private final long now;

    ChildrenPass(ObjectWriter writer, Cluster cluster, PolicyState state, long now) {
        this.writer = writer;
        this.cluster = cluster;
        this.state = state;
        this.now = now;
    }

    void run(Plan plan, Platform platform, Findings findings) {
        List<HasMetadata> wanted =
                Children.of(plan, platform, name -> cluster.find(Deployment.class, name));
        Set<String> keys = new HashSet<>();
        for (HasMetadata object : wanted) {
            keys.add(key(object));
            if (isDue(object) && write(object, findings) instanceof Written.Taken taken) {
                findings.taken.add(taken);
            }
        }
        keys.add("ConfigMap " + Names.config(plan.name()));
        keys.add("Secret " + Names.deliveryKey(plan.name()));
        keys.add("Secret " + Names.identity(plan.name()));
        keys.add("ConfigMap " + Names.identity(plan.name()));
        CompiledPolicy.Valid accepted = findings.accepted();
        if (accepted != null) {
            accepted.apiKeys()
                    .forEach(key -> keys.add("Secret " + Names.apiKey(plan.name(), key.name())));
        }
        prune(keys, plan.owner().getUid());
        findings.stuckGateways = stuck(Names.gateway(plan.name()), cluster.gateways());
        for (ServiceSpec service : plan.services()) {
            if (service.run() != null) {
                String workload = Names.backend(plan.name(), service.name());
                if (!isAvailable(workload, service.run())) {
                    findings.unavailable.add(service.name());
                }
                findings.stuckServices.addAll(stuck(workload, cluster.pods(service.name())));
            }
        }
    }

    private List<String> stuck(String workload, List<Pod> pods) {
        return StuckPods.of(cluster.find(Deployment.class, workload).orElse(null), pods);
    }

    private Written write(HasMetadata object, Findings findings) {
        HasMetadata live =
                cluster.isWatched(object)
                        ? cluster.find(object.getClass(), object.getMetadata().getName())
                                .orElse(null)
                        : null;
        List<String> before = IdentityMount.waitsFor(object, live, cluster.gateways());
        if (!before.isEmpty()) {
            findings.waiting.put(object.getMetadata().getName(), before);
            return new Written.Unchanged();
        }
        Written written = writer.write(object, live);
        if (written instanceof Written.Changed changed) {
            cluster.remember(changed.object());
        }
        return written;
    }

    private boolean isDue(HasMetadata object) {
        if (cluster.isWatched(object)) {
            return true;
        }
        String key = key(object) + " " + object.hashCode();
        Long before = state.lookedAt.get(key);
        if (before != null && now - before < LOOK) {
            return false;
        }
        state.lookedAt.keySet().removeIf(other -> other.startsWith(key(object) + " "));
        state.lookedAt.put(key, now);
        return true;
    }

    private static String key(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private void prune(Set<String> keys, String owner) {
        for (HasMetadata child : cluster.children()) {
            if (!keys.contains(key(child))
                    && ObjectWriter.isOwned(child, owner)
                    && child.getMetadata().getDeletionTimestamp() == null) {
                writer.delete(child);
            }
        }
    }

    private boolean isAvailable(String workload, RunSpec run) {
        if (Integer.valueOf(0).equals(run.replicas())) {
            return true;
        }
        return cluster.find(Deployment.class, workload)
                .map(Deployment::getStatus)
                .map(status -> status.getAvailableReplicas())
                .filter(available -> available > 0)
                .isPresent();
    }
}
