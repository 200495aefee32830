package io.xynergy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One release from its installation to its end, with traffic through all that happens to it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformE2E {

    private static final String GATEWAYS = "gateway.xynergy.io/component=gateway";
    private static final String CRMS = "gateway.xynergy.io/service=crm";
    private static final String OPERATORS = "app.kubernetes.io/name=xynergy-operator";

    /** Pods of the chart that keep what they know as long as they live. */
    private static final String SERVERS =
            "app.kubernetes.io/name in (xynergy-postgres,xynergy-redis,xynergy-issuer)";

    private static final String NEXT_CHART = "99.0.0";

    /** What an adapter serves to autoscalers. */
    private static final String OWN_METRICS = "/apis/custom.metrics.k8s.io/v1beta1";

    private static Cluster cluster;
    private static Platform platform;
    private static String token;

    /** How the first requests were answered, by pods that had just begun to serve. */
    private static Map<String, Long> first;

    @BeforeAll
    static void install() {
        cluster = Cluster.namespace("xynergy-e2e");
        platform = Platform.install(cluster);
        token = platform.token();
        platform.patch(
                """
                [{"op": "add", "path": "/spec/routes/0/headers", "value": {"response": {"set": {"X-Version": "one"}}}}]\
                """);
        platform.awaitLive();
        first = traffic("first", 15).whole();
    }

    @AfterAll
    static void remove() {
        cluster.delete();
    }

    private static Load traffic(String name, int seconds) {
        return Load.start(
                cluster,
                name,
                "http://xynergy-gateway" + Platform.CONTACTS + "?limit=1",
                seconds,
                Map.of("--header", "Authorization: Bearer " + token, "--mark", "X-Version"));
    }

    /** Traffic that goes on until it is told to end. */
    private static Load traffic(String name) {
        return traffic(name, 900);
    }

    @Test
    @Order(1)
    void aNewPlatformLosesNoRequest() {
        assertThat(first).containsOnlyKeys("200 one");
    }

    @Test
    @Order(1)
    void aCallerWithATokenReachesTheCrmAndNobodyElseDoes() {
        try (var gateway = PortForward.to(cluster, "service/xynergy-gateway", 80)) {
            var anonymous = gateway.send(gateway.request(Platform.CONTACTS));
            assertThat(anonymous.statusCode()).isEqualTo(401);
            var made =
                    gateway.send(
                            gateway.request(Platform.CONTACTS)
                                    .header("Authorization", "Bearer " + token)
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "{\"name\":\"Ada Lovelace\"}")));
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            var read =
                    gateway.send(
                            gateway.request(Platform.CONTACTS)
                                    .header("Authorization", "Bearer " + token));
            assertThat(read.body()).contains("Ada Lovelace");
        }
    }

    @Test
    @Order(2)
    void theChartsOwnTestPasses() {
        cluster.helm("test", Platform.RELEASE, "--timeout", "60s").orFail();
    }

    @Test
    @Order(2)
    void theBundledRedisAnswersToItsPassword() throws IOException {
        String password =
                new String(
                        Base64.getDecoder()
                                .decode(cluster.field("secret/xynergy-redis", ".data.password")),
                        StandardCharsets.UTF_8);
        try (var redis = PortForward.to(cluster, "service/xynergy-redis", 6379)) {
            assertThat(redis.exchange("PING\r\n")).startsWith("-NOAUTH");
            assertThat(redis.exchange("AUTH " + password + "\r\n")).isEqualTo("+OK");
        }
    }

    @Test
    @Order(3)
    void aChangedRouteGivesOldOrNewResponsesAndNothingElse() {
        Load load = traffic("change");
        platform.patch(
                """
                [{"op": "replace", "path": "/spec/routes/0/headers/response/set/X-Version", "value": "two"}]\
                """);
        platform.awaitLive();
        assertThat(load.soFar()).containsOnlyKeys("200 one", "200 two");
    }

    @Test
    @Order(4)
    void aBrokenRouteIsRefusedAndChangesNothing() {
        Load load = traffic("broken");
        platform.patch(
                """
                [{"op": "replace", "path": "/spec/routes/0/to/0/service", "value": "nobody"}]\
                """);
        cluster.until(
                () -> "the policy is not refused",
                () ->
                        cluster.field(
                                        Platform.POLICY,
                                        ".status.conditions[?(@.type==\"Accepted\")].status")
                                .equals("False"));
        assertThat(load.soFar()).containsOnlyKeys("200 two");
        platform.patch(
                """
                [{"op": "replace", "path": "/spec/routes/0/to/0/service", "value": "crm"}]\
                """);
        platform.awaitLive();
    }

    @Test
    @Order(5)
    void aDeletedPodLosesNoRequest() {
        Load load = traffic("delete");
        cluster.kubectl("delete", platform.pods(GATEWAYS).getFirst(), "--wait=false").orFail();
        cluster.kubectl("delete", platform.pods(CRMS).getFirst(), "--wait=false").orFail();
        platform.awaitServing();
        assertThat(load.soFar()).containsOnlyKeys("200 two");
    }

    @Test
    @Order(6)
    void scalingOutAndInLosesNoRequest() {
        Load load = traffic("scale");
        platform.patch(
                "[{\"op\": \"replace\", \"path\": \"/spec/gateway/replicas\", \"value\": 4}]");
        cluster.until(
                () -> "not scaled out",
                () -> cluster.field(Platform.GATEWAY, ".status.readyReplicas").equals("4"));
        platform.awaitLive();
        platform.patch(
                "[{\"op\": \"replace\", \"path\": \"/spec/gateway/replicas\", \"value\": 2}]");
        cluster.until(() -> "not scaled in", () -> platform.pods(GATEWAYS).size() == 2);
        assertThat(load.soFar()).containsOnlyKeys("200 two");
    }

    @Test
    @Order(7)
    void theAutoscalerAddsPodsUnderLoadAndLosesNoRequest() {
        Load load = traffic("autoscale");
        platform.patch(
                """
                [{"op": "remove", "path": "/spec/gateway/replicas"},
                 {"op": "add", "path": "/spec/gateway/autoscaling", "value": {"min": 2, "max": 4, "targetCPU": 1}}]\
                """);
        cluster.until(
                () -> "the autoscaler adds no pods",
                () -> cluster.field(Platform.GATEWAY, ".status.readyReplicas").equals("4"));
        endAutoscaling();
        assertThat(load.soFar()).containsOnlyKeys("200 two");
    }

    /** With an adapter as docs/CLUSTER.md tells; without one, the autoscaler says so. */
    @Test
    @Order(7)
    void theAutoscalerAddsPodsForRequestsInFlightAndLosesNoRequest() {
        Echo echo = Echo.start(cluster, platform);
        Load load =
                Load.start(
                        cluster, "in-flight", "http://xynergy-gateway" + Echo.SLOW, 900, Map.of());
        boolean hasAdapter = cluster.kubectl("get", "--raw", OWN_METRICS).code() == 0;
        if (hasAdapter) {
            awaitMetric();
        }
        platform.patch(
                """
                [{"op": "remove", "path": "/spec/gateway/replicas"},
                 {"op": "add", "path": "/spec/gateway/autoscaling", "value": {"min": 2, "max": 4, "targetConcurrency": 5}}]\
                """);
        cluster.until(
                () -> cluster.kubectl("describe", "hpa").output(),
                () ->
                        scalingActive()
                                .equals(hasAdapter ? "ValidMetricFound" : "FailedGetPodsMetric"));
        cluster.until(
                () -> cluster.kubectl("describe", "hpa").output(),
                () ->
                        cluster.field(Platform.GATEWAY, ".status.readyReplicas")
                                .equals(hasAdapter ? "4" : "2"));
        endAutoscaling();
        assertThat(load.soFar()).containsOnlyKeys("200");
        echo.end();
    }

    /** Two gateways again, without an autoscaler. */
    private static void endAutoscaling() {
        platform.patch(
                """
                [{"op": "remove", "path": "/spec/gateway/autoscaling"},
                 {"op": "add", "path": "/spec/gateway/replicas", "value": 2}]\
                """);
        cluster.until(() -> "not scaled in", () -> platform.pods(GATEWAYS).size() == 2);
        platform.awaitServing();
    }

    private static void awaitMetric() {
        String metric =
                "/namespaces/%s/pods/*/xynergy_gateway_requests_admitted"
                        .formatted(cluster.namespace());
        cluster.until(
                () -> "the adapter does not know " + metric + ": see docs/CLUSTER.md, Autoscaling",
                () -> cluster.kubectl("get", "--raw", OWN_METRICS + metric).code() == 0);
    }

    private static String scalingActive() {
        return cluster.field(
                "hpa/xynergy-gateway", ".status.conditions[?(@.type==\"ScalingActive\")].reason");
    }

    /** Where the node is the only one, the last pod must stay; elsewhere all of its pods go. */
    @Test
    @Order(8)
    void aDrainedNodeLosesNoRequest() {
        Load load = traffic("drain");
        String node = cluster.field(platform.pods(GATEWAYS).getFirst(), ".spec.nodeName");
        Command drain =
                cluster.kubectl(
                        "drain",
                        node,
                        "--pod-selector=" + GATEWAYS,
                        "--ignore-daemonsets",
                        "--delete-emptydir-data",
                        "--timeout=20s");
        cluster.kubectl("uncordon", node).orFail();
        assertThat(drain.output()).contains("evicting pod " + cluster.namespace());
        if (drain.code() != 0) {
            assertThat(drain.output()).contains("would violate the pod's disruption budget");
        }
        platform.awaitServing();
        assertThat(load.soFar()).containsOnlyKeys("200 two");
    }

    @Test
    @Order(9)
    void theOperatorKilledAndStartedAgainChangesNothing() {
        List<String> pods = platform.pods(GATEWAYS);
        String before = written();
        Load load = traffic("operator");
        String old = platform.pods(OPERATORS).getFirst();
        cluster.kubectl("delete", old, "--grace-period=0", "--force").orFail();
        cluster.until(
                () -> "no new operator",
                () -> {
                    List<String> now = platform.pods(OPERATORS);
                    return !now.isEmpty() && !now.contains(old);
                });
        cluster.kubectl("rollout", "status", Platform.OPERATOR, "--timeout=120s").orFail();
        assertThat(load.soFar()).containsOnlyKeys("200 two");
        assertThat(platform.pods(GATEWAYS)).isEqualTo(pods);
        assertThat(written()).isEqualTo(before);
        platform.patch(
                """
                [{"op": "replace", "path": "/spec/routes/0/headers/response/set/X-Version", "value": "three"}]\
                """);
        platform.awaitLive();
    }

    /** Which version of its objects the operator has written last. */
    private static String written() {
        return cluster.kubectl(
                        "get",
                        "deployments,services,networkpolicies,configmaps,secrets,serviceaccounts",
                        "-l",
                        "app.kubernetes.io/managed-by=xynergy-operator",
                        "-o",
                        "jsonpath={range .items[*]}{.kind}/{.metadata.name} {.metadata.generation} {.metadata.annotations}\n{end}")
                .orFail();
    }

    @Test
    @Order(10)
    void anUpgradeToAnotherChartLosesNoRequestAndReplacesOnlyWhatDiffers(@TempDir Path folder) {
        Path chart = platform.packaged(NEXT_CHART, folder);
        String servers = uids(SERVERS);
        Load load = traffic("upgrade");
        // what was changed by hand, and does not change in the chart, stays
        platform.upgradeTo(chart, "--set", "images.gateway.tag=" + Images.NEXT);
        platform.awaitImage(Images.of("gateway", Images.NEXT));
        platform.awaitServing();
        assertThat(load.soFar()).containsOnlyKeys("200 three");
        assertThat(platform.history()).contains("\"chart\":\"xynergy-" + NEXT_CHART + "\"");
        assertThat(chartOfTheOperator()).isEqualTo("xynergy-" + NEXT_CHART);
        assertThat(uids(SERVERS)).isEqualTo(servers);
    }

    @Test
    @Order(11)
    void aRollbackLosesNoRequestAndReplacesOnlyWhatDiffers() {
        String servers = uids(SERVERS);
        Load load = traffic("rollback");
        cluster.helm("rollback", Platform.RELEASE, "--wait", "--timeout", "240s").orFail();
        platform.awaitImage(Images.of("gateway"));
        platform.awaitServing();
        assertThat(load.soFar()).containsOnlyKeys("200 three");
        assertThat(platform.history()).doesNotContain(NEXT_CHART).contains("Rollback to ");
        assertThat(chartOfTheOperator()).startsWith("xynergy-").doesNotContain(NEXT_CHART);
        assertThat(uids(SERVERS)).isEqualTo(servers);
    }

    private static String chartOfTheOperator() {
        return cluster.field(Platform.OPERATOR, ".metadata.labels.helm\\.sh/chart");
    }

    private static String uids(String selector) {
        return cluster.kubectl(
                        "get",
                        "pods",
                        "-l",
                        selector,
                        "-o",
                        "jsonpath={range .items[*]}{.metadata.name} {.metadata.uid}\n{end}")
                .orFail();
    }

    @Test
    @Order(12)
    void uninstallLeavesNothingButTheCrd() {
        cluster.helm("uninstall", Platform.RELEASE, "--wait", "--timeout", "120s").orFail();
        String kinds =
                "deployments,statefulsets,pods,services,serviceaccounts,configmaps,secrets,roles,rolebindings,"
                        + "networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,gwp,leases";
        cluster.until(
                () -> cluster.kubectl("get", kinds, "-o", "name").output(),
                () ->
                        Set.of("serviceaccount/default", "configmap/kube-root-ca.crt")
                                .containsAll(
                                        cluster.kubectl("get", kinds, "-o", "name")
                                                .orFail()
                                                .lines()
                                                .toList()));
        assertThat(
                        cluster.kubectl(
                                        "get",
                                        "clusterroles,clusterrolebindings,crds",
                                        "-l",
                                        "app.kubernetes.io/part-of=xynergy",
                                        "-o",
                                        "name")
                                .orFail()
                                .strip())
                .isEqualTo(
                        "customresourcedefinition.apiextensions.k8s.io/gatewaypolicies.gateway.xynergy.io");
    }
}
