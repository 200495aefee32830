package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyStatus;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Counts the different statuses of one policy. */
final class StatusWatch implements AutoCloseable {

    private final AtomicInteger statuses = new AtomicInteger();
    private final AtomicReference<PolicyStatus> last = new AtomicReference<>(PolicyStatus.NONE);
    private final Watch watch;

    StatusWatch(KubernetesClient client, String namespace, String name) {
        watch =
                client.resources(GatewayPolicyResource.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .watch(
                                new Watcher<GatewayPolicyResource>() {
                                    @Override
                                    public void eventReceived(
                                            Action action, GatewayPolicyResource policy) {
                                        PolicyStatus status = policy.getStatus();
                                        if (status != null
                                                && !status.equals(last.getAndSet(status))) {
                                            statuses.incrementAndGet();
                                        }
                                    }

                                    @Override
                                    public void onClose(WatcherException cause) {
                                        // the test goes on without
                                    }
                                });
    }

    int statuses() {
        return statuses.get();
    }

    @Override
    public void close() {
        watch.close();
    }
}
