package io.xynergy.operator.reconcile;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.operator.model.Platform;
import io.xynergy.operator.resource.Condition;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.GatewayPod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An operator that watches a namespace of its own, with the rights of its service account and no
 * more; and hands for trying it.
 */
final class OperatorFixture implements AutoCloseable {

    final KubernetesClient admin = ApiServer.shared().admin();
    final String namespace;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final List<GatewayPod> open = new ArrayList<>();
    private final KubernetesClient client;
    private PolicyOperator operator;
    private long touches;

    OperatorFixture(String prefix) {
        this(prefix, ApiServer.shared().operator());
    }

    OperatorFixture(String prefix, KubernetesClient client) {
        this.namespace = ApiServer.shared().namespace(prefix);
        this.client = client;
        admin.namespaces()
                .withName(namespace)
                .edit(found -> {
                    found.getMetadata()
                            .getLabels()
                            .put("pod-security.kubernetes.io/enforce", "restricted");
                    return found;
                });
        ApiServer.shared().bind(namespace, "xynergy-operator");
        this.operator = started();
    }

    private PolicyOperator started() {
        return operator(client, Set.of(namespace), Optional.empty(), this::now).start();
    }

    private Instant now() {
        return InstantSource.system().instant().plus(ahead.get());
    }

    /** Sets the operator's clock forward. */
    void later(Duration time) {
        ahead.updateAndGet(before -> before.plus(time));
    }

    /** Another operator, which is not started. */
    static PolicyOperator operator(
            KubernetesClient client, Set<String> namespaces, Optional<PolicyOperator.Lease> lease) {
        return operator(client, namespaces, lease, InstantSource.system());
    }

    private static PolicyOperator operator(
            KubernetesClient client,
            Set<String> namespaces,
            Optional<PolicyOperator.Lease> lease,
            InstantSource clock) {
        return new PolicyOperator(
                client,
                new PolicyOperator.Options(
                        new Platform("xynergy/gateway:test", "xynergy", null, false),
                        namespaces,
                        lease,
                        Duration.ofSeconds(2),
                        new KeyLives(Duration.ZERO, Duration.ZERO),
                        GatewayPod::address),
                new Meters(),
                new Times(clock, System::nanoTime));
    }

    PolicyOperator operator() {
        return operator;
    }

    /** The process ends and another one begins, which knows only what the cluster knows. */
    void restart() {
        operator.close();
        operator = started();
    }

    /** Takes the operator's rights away, but for watches that are open. */
    void forbid() {
        admin.rbac().roleBindings().inNamespace(namespace).withName("xynergy-operator").delete();
        Await.until(() -> "it still may write", () -> !mayWrite());
    }

    /** Gives them back. */
    void allow() {
        ApiServer.shared().bind(namespace, "xynergy-operator");
        Await.until(() -> "it may not write", this::mayWrite);
    }

    private boolean mayWrite() {
        return ApiServer.shared()
                        .kubectl(
                                "auth",
                                "can-i",
                                "patch",
                                "configmaps",
                                "-n",
                                namespace,
                                "--as=" + ApiServer.OPERATOR)
                        .code()
                == 0;
    }

    /** Ends the operator and leaves the rest alone. */
    void stop() {
        operator.close();
    }

    /** Applies a policy as kubectl does: the spec in YAML, indented by two spaces. */
    void apply(String name, String spec) {
        admin.resource(document(name, spec))
                .fieldManager("kubectl")
                .forceConflicts()
                .serverSideApply();
    }

    /** Creates a policy, which takes less of the API server than applying a large one. */
    void create(String name, String spec) {
        admin.resource(document(name, spec)).create();
    }

    /** Replaces the spec of a policy. */
    void replace(String name, String spec) {
        GenericKubernetesResource wanted = document(name, spec);
        wanted.getMetadata().setResourceVersion(policy(name).getMetadata().getResourceVersion());
        admin.resource(wanted).update();
    }

    private GenericKubernetesResource document(String name, String spec) {
        return ApiServer.read(
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: %s, namespace: %s}
                spec:
                """
                                .formatted(name, namespace)
                        + spec);
    }

    void annotate(String name, String key, String value) {
        patchAnnotation(name, key, "\"" + value + "\"");
    }

    void removeAnnotation(String name, String key) {
        patchAnnotation(name, key, "null");
    }

    private void patchAnnotation(String name, String key, String json) {
        admin.resources(GatewayPolicyResource.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"%s\":%s}}}".formatted(key, json));
    }

    void delete(String name) {
        admin.resources(GatewayPolicyResource.class)
                .inNamespace(namespace)
                .withName(name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
    }

    GatewayPolicyResource policy(String name) {
        return admin.resources(GatewayPolicyResource.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    PolicyStatus status(String name) {
        PolicyStatus status = policy(name).getStatus();
        return status == null ? PolicyStatus.NONE : status;
    }

    /** The versions in the status. */
    PolicyStatus.Config config(String name) {
        return status(name).configOrNone();
    }

    /** Waits until the status of the present generation is as it should be. */
    PolicyStatus await(String name, Predicate<PolicyStatus> condition) {
        Await.until(
                () -> String.valueOf(status(name)),
                () -> {
                    GatewayPolicyResource policy = policy(name);
                    PolicyStatus status = policy.getStatus();
                    return status != null
                            && policy.getMetadata()
                                    .getGeneration()
                                    .equals(status.observedGeneration())
                            && condition.test(status);
                });
        return status(name);
    }

    /** Waits until a condition of the present generation has a reason. */
    Condition await(String name, String type, String reason) {
        PolicyStatus status =
                await(
                        name,
                        found ->
                                condition(found, type)
                                        .filter(condition -> condition.reason().equals(reason))
                                        .isPresent());
        return condition(status, type).orElseThrow();
    }

    static Optional<Condition> condition(PolicyStatus status, String type) {
        return status.conditionsOrNone().stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }

    /** Waits until an event of a policy has been written. */
    void awaitEvent(String policy, String reason) {
        Await.until(
                () -> "no event " + reason,
                () ->
                        ApiServer.shared()
                                .kubectl("events", "-n", namespace, "--for", "gwp/" + policy)
                                .output()
                                .contains(reason));
    }

    /** The document that pods start from. */
    String published(String name) {
        return String.valueOf(
                admin.configMaps()
                        .inNamespace(namespace)
                        .withName(name + "-config")
                        .get()
                        .getData()
                        .get("config.json"));
    }

    /** Wakes the loop up for nothing, and waits until it has looked and come to rest. */
    void touch(String name) {
        long start = operator.passes();
        annotate(name, "test/touched", Long.toString(++touches));
        Await.until(() -> "no pass", () -> operator.passes() > start);
        awaitPasses();
        await(name, _ -> true);
    }

    /** Waits until the loop has come to rest. */
    void awaitPasses() {
        long before = -1;
        int quiet = 0;
        while (quiet < 5) {
            long seen = operator.passes();
            quiet = seen == before ? quiet + 1 : 0;
            before = seen;
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /** Starts pods from what the operator made, which must be there. */
    List<GatewayPod> pods(String policy, int number) {
        await(policy, "Programmed", "Published");
        Await.until(
                () -> "no Deployment",
                () ->
                        exists(
                                admin.apps()
                                        .deployments()
                                        .inNamespace(namespace)
                                        .withName(policy + "-gateway")
                                        .get()));
        List<GatewayPod> pods = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            pods.add(pod(policy));
        }
        return pods;
    }

    /** Starts one more pod. */
    GatewayPod pod(String policy) {
        GatewayPod pod = GatewayPod.start(admin, namespace, policy);
        open.add(pod);
        return pod;
    }

    static boolean exists(@Nullable HasMetadata object) {
        return object != null;
    }

    @Override
    public void close() {
        operator.close();
        client.close();
        admin.resources(GatewayPolicyResource.class).inNamespace(namespace).delete();
        // nobody collects them here, and the API server has 254 addresses for them
        admin.services().inNamespace(namespace).delete();
        open.forEach(GatewayPod::close);
    }
}
