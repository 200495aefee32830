package io.xynergy.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One release from its installation to its end, with traffic through all that happens to it. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformE2E {

    private static final String GATEWAYS = "gateway.xynergy.io/component=gateway";
    private static final String CRMS = "gateway.xynergy.io/service=crm";
    private static final String OPERATORS = "app.kubernetes.io/name=xynergy-operator";
    private static final int RATE = 200;

    private static Cluster cluster;
    private static Platform platform;
    private static String token;

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
        traffic("warm", 15).counts(); // what is new is slow, and that is no matter here
    }

    @AfterAll
    static void remove() {
        cluster.delete();
    }

    private static Load traffic(String name, int seconds) {
        return cluster.load(
                name,
                "http://xynergy-gateway" + Platform.CONTACTS + "?limit=1",
                seconds,
                Map.of("--header", "Authorization: Bearer " + token, "--mark", "X-Version"));
    }

    /** Nothing but this answer, to every request. */
    private static void assertAll(Map<String, Long> counts, int seconds, String answer) {
        assertThat(counts).isEqualTo(Map.of(answer, (long) RATE * seconds));
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
    @Order(3)
    void aChangedRouteGivesOldOrNewAnswersAndNothingElse() {
        Load load = traffic("change", 15);
        platform.patch(
                """
                [{"op": "replace", "path": "/spec/routes/0/headers/response/set/X-Version", "value": "two"}]\
                """);
        platform.awaitLive();
        Map<String, Long> counts = load.counts();
        assertThat(counts.keySet()).isEqualTo(Set.of("200 one", "200 two"));
        assertThat(counts.values().stream().mapToLong(n -> n).sum()).isEqualTo(RATE * 15L);
    }

    @Test
    @Order(4)
    void aBrokenRouteIsRefusedAndChangesNothing() {
        Load load = traffic("broken", 10);
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
        assertAll(load.counts(), 10, "200 two");
        platform.patch(
                """
                [{"op": "replace", "path": "/spec/routes/0/to/0/service", "value": "crm"}]\
                """);
        platform.awaitLive();
    }

    @Test
    @Order(5)
    void aDeletedPodLosesNoRequest() {
        Load load = traffic("delete", 30);
        cluster.kubectl("delete", platform.pods(GATEWAYS).getFirst(), "--wait=false").orFail();
        cluster.kubectl("delete", platform.pods(CRMS).getFirst(), "--wait=false").orFail();
        assertAll(load.counts(), 30, "200 two");
        platform.awaitServing();
    }

    @Test
    @Order(6)
    void scalingOutAndInLosesNoRequest() {
        Load load = traffic("scale", 45);
        platform.patch(
                "[{\"op\": \"replace\", \"path\": \"/spec/gateway/replicas\", \"value\": 4}]");
        cluster.until(
                () -> "not scaled out",
                () -> cluster.field(Platform.GATEWAY, ".status.readyReplicas").equals("3"));
        platform.awaitLive();
        platform.patch(
                "[{\"op\": \"replace\", \"path\": \"/spec/gateway/replicas\", \"value\": 2}]");
        cluster.until(() -> "not scaled in", () -> platform.pods(GATEWAYS).size() == 2);
        assertAll(load.counts(), 45, "200 two");
    }

    @Test
    @Order(7)
    void theOperatorKilledAndStartedAgainChangesNothing() {
        List<String> pods = platform.pods(GATEWAYS);
        String before = written();
        Load load = traffic("operator", 20);
        String old = platform.pods(OPERATORS).getFirst();
        cluster.kubectl("delete", old, "--grace-period=0", "--force").orFail();
        cluster.until(
                () -> "no new operator",
                () -> {
                    List<String> now = platform.pods(OPERATORS);
                    return !now.isEmpty() && !now.contains(old);
                });
        cluster.kubectl("rollout", "status", Platform.OPERATOR, "--timeout=120s").orFail();
        assertAll(load.counts(), 20, "200 two");
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
    @Order(8)
    void anUpgradeWithAnotherImageLosesNoRequest() {
        Load load = traffic("upgrade", 60);
        // what was changed by hand, and does not change in the chart, stays
        platform.upgrade("--set", "images.gateway.tag=" + Images.NEXT);
        cluster.until(
                () -> "the image does not change",
                () ->
                        cluster.field(Platform.GATEWAY, ".spec.template.spec.containers[0].image")
                                .endsWith(Images.NEXT));
        platform.awaitServing();
        assertAll(load.counts(), 60, "200 three");
    }

    @Test
    @Order(9)
    void uninstallLeavesNothingButTheCrd() {
        cluster.helm("uninstall", Platform.RELEASE, "--wait", "--timeout", "120s").orFail();
        String kinds =
                "deployments,statefulsets,pods,services,serviceaccounts,configmaps,secrets,roles,rolebindings,"
                        + "networkpolicies,poddisruptionbudgets,horizontalpodautoscalers,gwp,leases";
        cluster.until(
                () -> cluster.kubectl("get", kinds, "-o", "name").output(),
                () ->
                        // the lease is no object of the release, and nobody holds it any more
                        Set.of(
                                        "serviceaccount/default",
                                        "configmap/kube-root-ca.crt",
                                        "lease.coordination.k8s.io/xynergy-operator")
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
