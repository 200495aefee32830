package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which policies an operator looks after: of one namespace, several or all; and which operator. */
class ScopeIT {

    private static final ApiServer SERVER = ApiServer.shared();

    private final KubernetesClient admin = SERVER.admin();
    private final String red = SERVER.namespace("red");
    private final String green = SERVER.namespace("green");
    private final String blue = SERVER.namespace("blue");

    @AfterEach
    void removePolicies() {
        for (String namespace : List.of(red, green, blue)) {
            admin.resources(GatewayPolicyResource.class).inNamespace(namespace).delete();
        }
    }

    private void applyEverywhere() {
        for (String namespace : List.of(red, green, blue)) {
            apply(namespace, "shop");
        }
    }

    private void apply(String namespace, String name) {
        admin.resource(
                        ApiServer.read(
                                """
                                apiVersion: gateway.xynergy.io/v1alpha1
                                kind: GatewayPolicy
                                metadata: {name: %s, namespace: %s}
                                spec:
                                """
                                                .formatted(name, namespace)
                                        + Spec.route(name)))
                .create();
    }

    private boolean isServed(String namespace, String name) {
        return admin.configMaps().inNamespace(namespace).withName(name + "-config").get() != null;
    }

    private void awaitServed(String namespace, String name) {
        Await.until(() -> "nobody serves " + name, () -> isServed(namespace, name));
    }

    @Test
    void severalNamespacesAndNoOthers() {
        SERVER.bind(red, "xynergy-operator");
        SERVER.bind(green, "xynergy-operator");
        try (KubernetesClient client = SERVER.operator();
                PolicyOperator operator =
                        OperatorFixture.operator(client, Set.of(red, green), Optional.empty())) {
            operator.start();
            applyEverywhere();

            awaitServed(red, "shop");
            awaitServed(green, "shop");
            assertThat(isServed(blue, "shop")).isFalse();
        }
    }

    @Test
    void allNamespaces() {
        SERVER.kubectl(
                        "create",
                        "clusterrolebinding",
                        "everywhere",
                        "--clusterrole=xynergy-operator",
                        "--serviceaccount=xynergy:xynergy-operator")
                .orFail();
        try (KubernetesClient client = SERVER.operator();
                PolicyOperator operator =
                        OperatorFixture.operator(client, Set.of(), Optional.empty())) {
            operator.start();
            applyEverywhere();

            awaitServed(red, "shop");
            awaitServed(green, "shop");
            awaitServed(blue, "shop");
        } finally {
            SERVER.kubectl("delete", "clusterrolebinding", "everywhere").orFail();
        }
    }

    @Test
    void ofTwoOperatorsOneWorksAndTheOtherFollowsIt() {
        SERVER.bind(red, "xynergy-operator");
        SERVER.bind(red, "xynergy-operator-leader");
        var lost = new CountDownLatch(1);
        try (KubernetesClient client = SERVER.operator();
                PolicyOperator follower = elected(client, "second", lost::countDown)) {
            try (KubernetesClient first = SERVER.operator();
                    PolicyOperator leader = elected(first, "first", () -> {})) {
                leader.start();
                apply(red, "one");
                awaitServed(red, "one");
                follower.start();
                apply(red, "two");
                awaitServed(red, "two");
                assertThat(follower.passes()).isZero();
                assertThat(follower.unready()).isEmpty();
            }
            apply(red, "three");
            awaitServed(red, "three");

            Await.until(() -> "no pass of the follower", () -> follower.passes() > 0);
            assertThat(lost.getCount()).isEqualTo(1);
        }
    }

    @Test
    void operatorThatLosesItsLeaseSaysSo() throws InterruptedException {
        SERVER.bind(red, "xynergy-operator");
        SERVER.bind(red, "xynergy-operator-leader");
        var lost = new CountDownLatch(1);
        try (KubernetesClient client = SERVER.operator();
                PolicyOperator operator = elected(client, "first", lost::countDown)) {
            operator.start();
            apply(red, "one");
            awaitServed(red, "one");

            admin.leases()
                    .inNamespace(red)
                    .withName("operator")
                    .edit(lease -> {
                        lease.getSpec().setHolderIdentity("somebody else");
                        lease.getSpec().setLeaseDurationSeconds(3600);
                        return lease;
                    });

            assertThat(lost.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private PolicyOperator elected(KubernetesClient client, String identity, Runnable lost) {
        return OperatorFixture.operator(
                client,
                Set.of(red),
                Optional.of(
                        new PolicyOperator.Lease(
                                red, "operator", identity, Duration.ofSeconds(6), lost)));
    }
}
