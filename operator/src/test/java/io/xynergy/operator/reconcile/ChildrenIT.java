package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.Await;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a policy becomes in the cluster, and stays. */
class ChildrenIT {

    private final OperatorFixture fixture = new OperatorFixture("children");
    private final KubernetesClient client = fixture.admin;
    private final String namespace = fixture.namespace;

    @AfterEach
    void close() {
        fixture.close();
    }

    /** All objects that a policy may become, by kind and name. */
    private Map<String, HasMetadata> objects() {
        List<HasMetadata> all = new ArrayList<>();
        all.addAll(client.configMaps().inNamespace(namespace).list().getItems());
        all.addAll(client.secrets().inNamespace(namespace).list().getItems());
        all.addAll(client.serviceAccounts().inNamespace(namespace).list().getItems());
        all.addAll(client.services().inNamespace(namespace).list().getItems());
        all.addAll(client.apps().deployments().inNamespace(namespace).list().getItems());
        all.addAll(
                client.autoscaling()
                        .v2()
                        .horizontalPodAutoscalers()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
        all.addAll(
                client.policy()
                        .v1()
                        .podDisruptionBudget()
                        .inNamespace(namespace)
                        .list()
                        .getItems());
        all.addAll(
                client.network().v1().networkPolicies().inNamespace(namespace).list().getItems());
        var objects = new TreeMap<String, HasMetadata>();
        for (HasMetadata object : all) {
            if (!object.getMetadata().getName().equals("kube-root-ca.crt")) {
                objects.put(object.getKind() + " " + object.getMetadata().getName(), object);
            }
        }
        return objects;
    }

    private void awaitObjects(String... keys) {
        Await.until(
                () -> "there is " + objects().keySet(),
                () -> objects().keySet().equals(Set.of(keys)));
    }

    private Deployment deployment(String name) {
        return Optional.ofNullable(
                        client.apps().deployments().inNamespace(namespace).withName(name).get())
                .orElseThrow();
    }

    @Test
    void everyObjectOfAGatewayAndOfAServiceIsThere() {
        fixture.apply(
                "shop",
                "  gateway: {autoscaling: {min: 2, max: 5, targetCPU: 70}}\n" + Spec.run(""));

        awaitObjects(
                "ConfigMap shop-config",
                "ConfigMap shop-identity",
                "Deployment shop-crm",
                "Deployment shop-gateway",
                "HorizontalPodAutoscaler shop-gateway",
                "NetworkPolicy shop-crm",
                "NetworkPolicy shop-gateway",
                "PodDisruptionBudget shop-crm",
                "PodDisruptionBudget shop-gateway",
                "Secret shop-delivery",
                "Secret shop-identity",
                "Service shop-crm",
                "Service shop-gateway",
                "ServiceAccount shop-crm",
                "ServiceAccount shop-gateway");
        String uid = fixture.policy("shop").getMetadata().getUid();
        assertThat(objects().values())
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getOwnerReferences())
                                .singleElement()
                                .matches(owner -> owner.getUid().equals(uid))
                                .matches(owner -> owner.getController())
                                .matches(owner -> owner.getBlockOwnerDeletion()));
    }

    @Test
    void sizesAndNumbersAreAsThePolicySays() {
        fixture.apply(
                "shop",
                Spec.gateway("{replicas: 3, resources: {cpu: 1500m, memory: 1Gi}, drain: 40s}"));
        fixture.await("shop", Conditions.PROGRAMMED, "Published");
        Await.until(() -> "no Deployment", () -> objects().containsKey("Deployment shop-gateway"));

        Deployment deployment = deployment("shop-gateway");
        var pod = deployment.getSpec().getTemplate().getSpec();
        var resources = pod.getContainers().getFirst().getResources();
        assertThat(deployment.getSpec().getReplicas()).isEqualTo(3);
        assertThat(resources.getRequests().get("cpu")).hasToString("1500m");
        assertThat(resources.getLimits().get("memory")).hasToString("1Gi");
        assertThat(pod.getTerminationGracePeriodSeconds()).isEqualTo(45);
        assertThat(
                        deployment
                                .getSpec()
                                .getStrategy()
                                .getRollingUpdate()
                                .getMaxUnavailable()
                                .getIntVal())
                .isZero();
    }

    @Test
    void steadyStateWritesNothing() {
        fixture.apply(
                "shop",
                "  gateway: {autoscaling: {min: 2, max: 5, targetCPU: 70}}\n" + Spec.run(""));
        fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        Await.until(
                () -> "no history",
                () ->
                        objects().keySet().stream()
                                .anyMatch(key -> key.matches("ConfigMap shop-config-.*")));
        fixture.touch("shop");
        Map<String, String> versions = versions();
        long writes = fixture.operator().writes();
        fixture.touch("shop");
        assertThat(fixture.operator().writes()).isEqualTo(writes);
        fixture.restart();
        fixture.touch("shop");

        assertThat(versions()).isEqualTo(versions);
        assertThat(fixture.operator().writes()).isZero();
    }

    private Map<String, String> versions() {
        var versions = new TreeMap<String, String>();
        objects()
                .forEach((key, object) ->
                        versions.put(key, object.getMetadata().getResourceVersion()));
        return versions;
    }

    @Test
    void whatIsWantedNoMoreIsRemoved() {
        fixture.apply(
                "shop",
                "  gateway: {autoscaling: {min: 2, max: 5, targetCPU: 70}}\n" + Spec.run(""));
        Await.until(
                () -> "no autoscaler",
                () -> objects().containsKey("HorizontalPodAutoscaler shop-gateway"));

        fixture.apply("shop", Spec.gateway("{replicas: 1}"));

        awaitObjects(
                "ConfigMap shop-config",
                "ConfigMap shop-identity",
                "Deployment shop-gateway",
                "NetworkPolicy shop-gateway",
                "Secret shop-delivery",
                "Secret shop-identity",
                "Service shop-gateway",
                "ServiceAccount shop-gateway");
        Await.until(
                () -> "replicas", () -> deployment("shop-gateway").getSpec().getReplicas() == 1);
    }

    @Test
    void driftIsRepaired() {
        fixture.apply("shop", Spec.route("a"));
        Await.until(() -> "no Deployment", () -> objects().containsKey("Deployment shop-gateway"));
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("shop-gateway")
                .edit(deployment -> {
                    deployment
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .setImage("somebody/else:1");
                    return deployment;
                });
        client.services().inNamespace(namespace).withName("shop-gateway").delete();
        client.configMaps()
                .inNamespace(namespace)
                .withName("shop-config")
                .edit(map -> new ConfigMapBuilder(map).addToData("config.json", "{}").build());

        Await.until(
                () -> "drift: " + objects(),
                () ->
                        objects().containsKey("Service shop-gateway")
                                && image().equals("xynergy/gateway:test")
                                && !config().equals("{}"));
    }

    private String image() {
        return deployment("shop-gateway")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private String config() {
        return Optional.ofNullable(
                        client.configMaps().inNamespace(namespace).withName("shop-config").get())
                .map(map -> map.getData().get("config.json"))
                .orElse("{}");
    }

    @Test
    void hotChangeLeavesThePodsAlone() {
        fixture.apply("shop", Spec.route("a"));
        fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        Long generation = deployment("shop-gateway").getMetadata().getGeneration();

        fixture.apply("shop", Spec.route("b") + "  cors: {origins: [\"https://a.example.com\"]}\n");
        fixture.await("shop", Conditions.LIVE, "Live");
        fixture.touch("shop");

        assertThat(deployment("shop-gateway").getMetadata().getGeneration()).isEqualTo(generation);
        fixture.apply("shop", Spec.gateway("{resources: {memory: 2Gi}}"));
        Await.until(
                () -> "no roll",
                () -> deployment("shop-gateway").getMetadata().getGeneration() > generation);
    }

    @Test
    void numberThatAnAutoscalerWroteIsLeftToIt() {
        fixture.apply("shop", Spec.gateway("{autoscaling: {min: 2, max: 9, targetCPU: 70}}"));
        Await.until(() -> "no Deployment", () -> objects().containsKey("Deployment shop-gateway"));

        client.apps().deployments().inNamespace(namespace).withName("shop-gateway").scale(7);
        fixture.touch("shop");

        assertThat(deployment("shop-gateway").getSpec().getReplicas()).isEqualTo(7);
        fixture.apply("shop", Spec.gateway("{replicas: 4}"));
        Await.until(
                () -> "replicas", () -> deployment("shop-gateway").getSpec().getReplicas() == 4);
    }

    @Test
    void objectOfSomebodyElseIsLeftAlone() {
        client.resource(
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withName("shop-config")
                                .withNamespace(namespace)
                                .endMetadata()
                                .addToData("mine", "yes")
                                .build())
                .create();

        fixture.apply("shop", Spec.route("a"));

        assertThat(fixture.await("shop", Conditions.PROGRAMMED, "NameTaken").message())
                .contains("ConfigMap shop-config");
        assertThat(
                        client.configMaps()
                                .inNamespace(namespace)
                                .withName("shop-config")
                                .get()
                                .getData())
                .isEqualTo(Map.of("mine", "yes"));
    }
}
