package io.xynergy.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.xynergy.operator.policy.CompiledPolicy;
import io.xynergy.operator.policy.PolicyCompilation;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sizes, security and reachability of pods are what the policy says, in every object. */
class ChildrenTest {

    private static final String SPEC =
            """
            gateway:
              concurrency: 250
              drain: 40s
              resources: {cpu: 1500m, memory: 1Gi}
              autoscaling: {min: 2, max: 9, targetCPU: 70, targetConcurrency: 200}
              tls: {secret: edge, secrets: [partner]}
              redis: {secret: counts, key: address}
            services:
              - name: crm
                run:
                  image: crm:1
                  port: 9000
                  replicas: 3
                  concurrency: 100
                  resources: {cpu: 500m, memory: 256Mi}
                  env:
                    - {name: DB_URL, secret: {name: crm-db, key: url}}
                    - {name: MODE, value: fast}
                    - {name: REGION, config: {name: places, key: region}}
              - name: small
                run: {image: "small:1", replicas: 1, callers: [crm, small]}
              - {name: bank, url: "https://bank.example", tls: {ca: {secret: bank-ca}}}
              - {name: post, url: "https://post.example", tls: {ca: {config: post-ca}}}
              - {name: own-ca, url: "https://c.example", tls: {ca: {secret: partner}}}
              - name: busy
                run: {image: "busy:1", autoscaling: {min: 1, max: 5, targetConcurrency: 20}}
              - name: own
                run: {image: "own:1", port: 9901, autoscaling: {min: 1, max: 5, targetConcurrency: 20}}
            routes:
              - {name: contacts, match: [{path: {prefix: /c}}], to: [{service: crm}]}
              - {name: other, match: [{path: {prefix: /s}}], to: [{service: small}]}
              - {name: busy, match: [{path: {prefix: /b}}], to: [{service: busy}]}
              - {name: own, match: [{path: {prefix: /o}}], to: [{service: own}]}
            """;

    private final CompiledPolicy.Valid policy = compiled();
    private final List<HasMetadata> objects = objects("monitoring");

    private static CompiledPolicy.Valid compiled() {
        var resource = new GatewayPolicyResource();
        resource.setMetadata(
                new ObjectMetaBuilder().withName("shop").withNamespace("default").build());
        resource.setSpec(Serialization.unmarshal(SPEC, PolicyDocument.class));
        CompiledPolicy compiled = PolicyCompilation.compile(resource, Map.of());
        assertThat(compiled).isInstanceOf(CompiledPolicy.Valid.class);
        return (CompiledPolicy.Valid) compiled;
    }

    private List<HasMetadata> objects(@Nullable String monitoringNamespace) {
        var owner = new OwnerReferenceBuilder().withName("shop").withUid("1").build();
        return Children.of(
                new Plan("shop", "default", owner, policy.gateway(), policy.services(), null),
                new Platform("gateway:1", "xynergy", monitoringNamespace, false),
                _ -> Optional.empty());
    }

    private <T extends HasMetadata> T find(Class<T> type, String name) {
        return objects.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(object -> object.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private PodSpec pod(String deployment) {
        return find(Deployment.class, deployment).getSpec().getTemplate().getSpec();
    }

    private Container container(String deployment) {
        return pod(deployment).getContainers().getFirst();
    }

    @Test
    void podsHaveTheSizeThatThePolicySays() {
        var gateway = container("shop-gateway").getResources();
        var crm = container("shop-crm").getResources();

        assertThat(gateway.getRequests()).hasToString("{cpu=1500m, memory=1Gi}");
        assertThat(gateway.getLimits()).hasToString("{cpu=1500m, memory=1Gi}");
        assertThat(crm.getRequests()).hasToString("{cpu=500m, memory=256Mi}");
        assertThat(crm.getLimits()).hasToString("{cpu=500m, memory=256Mi}");
        assertThat(find(Deployment.class, "shop-crm").getSpec().getReplicas()).isEqualTo(3);
        assertThat(pod("shop-gateway").getTerminationGracePeriodSeconds()).isEqualTo(45);
    }

    @Test
    void concurrencyReachesTheGatewayInItsConfigurationAndAServiceInItsEnvironment() {
        assertThat(policy.configuration().json()).contains("\"concurrency\":250");
        assertThat(variable("shop-crm", "SERVER_CONCURRENCY").getValue()).isEqualTo("100");
        assertThat(container("shop-small").getEnv())
                .extracting(EnvVar::getName)
                .doesNotContain("SERVER_CONCURRENCY");
    }

    private EnvVar variable(String deployment, String name) {
        return container(deployment).getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void variablesComeFromWhereThePolicySays() {
        var secret = variable("shop-crm", "DB_URL").getValueFrom().getSecretKeyRef();
        var config = variable("shop-crm", "REGION").getValueFrom().getConfigMapKeyRef();

        assertThat(secret.getName() + "/" + secret.getKey()).isEqualTo("crm-db/url");
        assertThat(config.getName() + "/" + config.getKey()).isEqualTo("places/region");
        assertThat(variable("shop-crm", "MODE").getValue()).isEqualTo("fast");
        assertThat(variable("shop-crm", "SERVER_PORT").getValue()).isEqualTo("9000");
    }

    @Test
    void everyPodIsRestrictedProbedAndSpread() {
        for (String name : List.of("shop-gateway", "shop-crm", "shop-small")) {
            PodSpec pod = pod(name);
            Container container = container(name);
            var security = container.getSecurityContext();

            assertThat(pod.getSecurityContext().getRunAsNonRoot()).as(name).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault");
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(security.getAllowPrivilegeEscalation()).isFalse();
            assertThat(security.getReadOnlyRootFilesystem()).isTrue();
            assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(container.getStartupProbe()).isNotNull();
            assertThat(container.getLivenessProbe()).isNotNull();
            assertThat(container.getReadinessProbe()).isNotNull();
            assertThat(pod.getTopologySpreadConstraints()).hasSize(2);
        }
    }

    @Test
    void rollNeverLeavesFewerPodsThanThereWere() {
        for (HasMetadata object : objects) {
            if (object instanceof Deployment deployment) {
                var rolling = deployment.getSpec().getStrategy().getRollingUpdate();
                assertThat(rolling.getMaxUnavailable().getIntVal()).isZero();
                assertThat(rolling.getMaxSurge().getIntVal()).isEqualTo(1);
            }
        }
    }

    @Test
    void autoscalerHasTheBoundsAndTargetsOfThePolicy() {
        var spec = find(HorizontalPodAutoscaler.class, "shop-gateway").getSpec();

        assertThat(spec.getMinReplicas()).isEqualTo(2);
        assertThat(spec.getMaxReplicas()).isEqualTo(9);
        assertThat(spec.getMetrics().getFirst().getResource().getTarget().getAverageUtilization())
                .isEqualTo(70);
        assertThat(spec.getMetrics().getLast().getPods().getTarget().getAverageValue())
                .hasToString("200");
    }

    @Test
    void disruptionBudgetIsForWorkloadsOfSeveralPodsOnly() {
        assertThat(objects)
                .filteredOn(PodDisruptionBudget.class::isInstance)
                .extracting(object -> object.getMetadata().getName())
                .containsExactlyInAnyOrder("shop-gateway", "shop-crm");
    }

    @Test
    void podsOpenTheirAdminPortToTheClusterNetwork() {
        List<String> args =
                find(Deployment.class, "shop-gateway")
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getArgs();

        assertThat(args).containsSequence("--admin-host", "0.0.0.0");
    }

    @Test
    void adminPortIsForTheOperatorAndTheMonitoringAlone() {
        List<NetworkPolicyIngressRule> rules =
                find(NetworkPolicy.class, "shop-gateway").getSpec().getIngress();
        NetworkPolicyIngressRule admin = rule(rules, 9901);

        assertThat(admin.getFrom()).hasSize(2);
        assertThat(admin.getFrom().getFirst().getPodSelector().getMatchLabels())
                .containsEntry("app.kubernetes.io/name", "xynergy-operator");
        assertThat(admin.getFrom().getFirst().getNamespaceSelector().getMatchLabels())
                .containsValue("xynergy");
        assertThat(rule(rules, 8080).getFrom()).isEmpty();
        assertThat(rules).hasSize(2);
    }

    private static NetworkPolicyIngressRule rule(List<NetworkPolicyIngressRule> rules, int port) {
        return rules.stream()
                .filter(rule ->
                        rule.getPorts().stream()
                                .anyMatch(found -> found.getPort().getIntVal() == port))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void autoscalerOfAServiceCountsTheServicesOwnRequests() {
        var metrics = find(HorizontalPodAutoscaler.class, "shop-busy").getSpec().getMetrics();

        assertThat(metrics)
                .singleElement()
                .satisfies(metric -> {
                    assertThat(metric.getPods().getMetric().getName())
                            .isEqualTo("xynergy_service_requests_in_flight");
                    assertThat(metric.getPods().getTarget().getAverageValue()).hasToString("20");
                });
    }

    @Test
    void theMonitoringReadsServicesWhoseAutoscalerNeedsItAndReachesNothingElseOfThem() {
        List<NetworkPolicyIngressRule> rules =
                find(NetworkPolicy.class, "shop-busy").getSpec().getIngress();

        assertThat(container("shop-busy").getPorts())
                .extracting(port -> port.getName() + " " + port.getContainerPort())
                .containsExactly("http 8080", "admin 9901");
        assertThat(rules).hasSize(2);
        assertThat(rule(rules, 9901).getFrom())
                .singleElement()
                .satisfies(peer ->
                        assertThat(peer.getNamespaceSelector().getMatchLabels())
                                .containsValue("monitoring"));
        for (String other : List.of("shop-crm", "shop-small", "shop-own")) {
            assertThat(container(other).getPorts()).as(other).hasSize(1);
            assertThat(find(NetworkPolicy.class, other).getSpec().getIngress()).hasSize(1);
        }
    }

    @Test
    void withoutAMonitoringNamespaceNobodyReachesTheAdminPortOfAService() {
        List<HasMetadata> without = objects(null);

        assertThat(without)
                .filteredOn(NetworkPolicy.class::isInstance)
                .filteredOn(object -> object.getMetadata().getName().equals("shop-busy"))
                .singleElement()
                .satisfies(object ->
                        assertThat(((NetworkPolicy) object).getSpec().getIngress()).hasSize(1));
    }

    @Test
    void serviceIsReachedByTheGatewayAlone() {
        NetworkPolicyIngressRule rule =
                rule(find(NetworkPolicy.class, "shop-crm").getSpec().getIngress(), 9000);

        assertThat(rule.getFrom())
                .singleElement()
                .satisfies(peer -> {
                    assertThat(peer.getNamespaceSelector()).isNull();
                    assertThat(peer.getPodSelector().getMatchLabels())
                            .isEqualTo(labels("shop-gateway"));
                });
    }

    /** What the pods of a Deployment are told apart by. */
    private Map<String, String> labels(String deployment) {
        return find(Deployment.class, deployment).getSpec().getSelector().getMatchLabels();
    }

    @Test
    void serviceIsReachedByThoseThatItsPolicyNames() {
        List<NetworkPolicyIngressRule> rules =
                find(NetworkPolicy.class, "shop-small").getSpec().getIngress();

        assertThat(rules).hasSize(1);
        assertThat(rules.getFirst().getFrom())
                .extracting(peer -> peer.getPodSelector().getMatchLabels())
                .containsExactly(labels("shop-gateway"), labels("shop-crm"), labels("shop-small"));
        assertThat(rules.getFirst().getFrom())
                .allMatch(peer -> peer.getNamespaceSelector() == null && peer.getIpBlock() == null);
    }

    /** A pod without it counts by itself, and starts. */
    @Test
    void gatewayIsToldWhereRedisIsByTheSecretAlone() {
        assertThat(container("shop-gateway").getEnv())
                .singleElement()
                .satisfies(variable -> {
                    assertThat(variable.getName()).isEqualTo("XYNERGY_REDIS_URI");
                    assertThat(variable.getValue()).isNull();
                    var secret = variable.getValueFrom().getSecretKeyRef();
                    assertThat(secret.getName()).isEqualTo("counts");
                    assertThat(secret.getKey()).isEqualTo("address");
                    assertThat(secret.getOptional()).isTrue();
                });
    }

    @Test
    void gatewaySeesOfSecretsOnlyTheKeysThatItReads() {
        Map<String, List<String>> mounted = new TreeMap<>();
        for (Volume volume : pod("shop-gateway").getVolumes()) {
            if (volume.getName().startsWith("secret-")) {
                SecretVolumeSource secret = volume.getSecret();
                assertThat(secret.getOptional()).isTrue();
                mounted.put(secret.getSecretName(), keys(secret.getItems()));
            } else if (volume.getName().startsWith("authority-")) {
                assertThat(volume.getConfigMap().getOptional()).isTrue();
                mounted.put(
                        volume.getConfigMap().getName(), keys(volume.getConfigMap().getItems()));
            }
        }

        assertThat(mounted)
                .containsOnly(
                        Map.entry("edge", List.of("tls.crt", "tls.key")),
                        Map.entry("partner", List.of("ca.crt", "tls.crt", "tls.key")),
                        Map.entry("bank-ca", List.of("ca.crt")),
                        Map.entry("post-ca", List.of("ca.crt")));
        assertThat(container("shop-gateway").getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains(
                        "/etc/xynergy/secrets/edge",
                        "/etc/xynergy/secrets/partner",
                        "/etc/xynergy/secrets/bank-ca",
                        "/etc/xynergy/configs/post-ca");
    }

    private static List<String> keys(List<KeyToPath> items) {
        assertThat(items).allMatch(item -> item.getKey().equals(item.getPath()));
        return items.stream().map(KeyToPath::getKey).toList();
    }

    @Test
    void gatewayIsToldThatItIsAPod() {
        assertThat(container("shop-gateway").getArgs()).contains("--refuse-local-upstreams");
    }
}
