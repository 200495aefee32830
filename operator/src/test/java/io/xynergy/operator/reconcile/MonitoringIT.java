package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On a cluster with the Prometheus operator. */
class MonitoringIT {

    private static final ApiServer SERVER = ApiServer.shared();

    @BeforeAll
    static void installKinds() {
        install("servicemonitors", "ServiceMonitor");
        install("podmonitors", "PodMonitor");
        install("prometheusrules", "PrometheusRule");
    }

    @AfterAll
    static void removeKinds() {
        SERVER.kubectl(
                        "delete",
                        "crd",
                        "servicemonitors.monitoring.coreos.com",
                        "podmonitors.monitoring.coreos.com",
                        "prometheusrules.monitoring.coreos.com")
                .orFail();
    }

    /** Only the name of a kind matters here: its fields are the Prometheus operator's. */
    private static void install(String plural, String kind) {
        SERVER.admin()
                .resource(
                        ApiServer.read(
                                """
                                apiVersion: apiextensions.k8s.io/v1
                                kind: CustomResourceDefinition
                                metadata: {name: %1$s.monitoring.coreos.com}
                                spec:
                                  group: monitoring.coreos.com
                                  scope: Namespaced
                                  names: {plural: %1$s, kind: %2$s, singular: "%3$s"}
                                  versions:
                                    - name: v1
                                      served: true
                                      storage: true
                                      schema:
                                        openAPIV3Schema:
                                          type: object
                                          x-kubernetes-preserve-unknown-fields: true
                                """
                                        .formatted(
                                                plural,
                                                kind,
                                                plural.substring(0, plural.length() - 1))))
                .create();
        SERVER.kubectl(
                        "wait",
                        "--for=condition=Established",
                        "--timeout=60s",
                        "crd/" + plural + ".monitoring.coreos.com")
                .orFail();
    }

    private static boolean exists(String kind, String namespace) {
        GenericKubernetesResource found =
                SERVER.admin()
                        .genericKubernetesResources("monitoring.coreos.com/v1", kind)
                        .inNamespace(namespace)
                        .withName("shop-gateway")
                        .get();
        return found != null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ServiceMonitor", "PodMonitor", "PrometheusRule"})
    void objectsOfThePrometheusOperatorAreMade(String kind) {
        try (var fixture = new OperatorFixture("monitoring")) {
            fixture.apply("shop", Spec.route("a"));

            Await.until(() -> "no " + kind, () -> exists(kind, fixture.namespace));
        }
    }

    @Test
    void steadyStateWritesNothing() {
        try (var fixture = new OperatorFixture("monitoring")) {
            fixture.apply("shop", Spec.route("a"));
            Await.until(() -> "nothing", () -> exists("PrometheusRule", fixture.namespace));
            fixture.touch("shop");

            fixture.restart();
            fixture.touch("shop");

            assertThat(fixture.operator().writes()).isZero();
        }
    }
}
