package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the Prometheus operator reads: where metrics are, and when to wake up. */
final class Monitors {

    static final String API_VERSION = "monitoring.coreos.com/v1";

    private static final Map<String, String> ADMIN = Map.of(Labels.PART, "admin");

    private static final Map<String, String> SCRAPE =
            Map.of("port", "admin", "path", "/metrics", "interval", "30s");

    private Monitors() {}

    static List<HasMetadata> of(Plan plan, Workload gateway) {
        return List.of(
                adminService(plan, gateway),
                serviceMonitor(plan),
                podMonitor(plan),
                prometheusRule(plan));
    }

    /** A Service without address, only to be found by. */
    private static Service adminService(Plan plan, Workload gateway) {
        return new ServiceBuilder()
                .withMetadata(plan.metadata(Names.admin(plan.name()), ADMIN).build())
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP("None")
                .withSelector(gateway.selector())
                .withPorts(Pods.servicePort("admin", GatewayWorkload.ADMIN))
                .endSpec()
                .build();
    }

    private static GenericKubernetesResource serviceMonitor(Plan plan) {
        return monitor(plan, "ServiceMonitor", "endpoints", ADMIN);
    }

    /** Of the services, those that have an admin port. */
    private static GenericKubernetesResource podMonitor(Plan plan) {
        return monitor(
                plan,
                "PodMonitor",
                "podMetricsEndpoints",
                Map.of(Labels.COMPONENT, Labels.BACKEND));
    }

    /** Scrapes what of the policy has these labels too. */
    private static GenericKubernetesResource monitor(
            Plan plan, String kind, String endpoints, Map<String, String> labels) {
        var selected = new TreeMap<>(labels);
        selected.put(Labels.POLICY, plan.name());
        return object(
                plan,
                kind,
                Map.of("selector", Map.of("matchLabels", selected), endpoints, List.of(SCRAPE)));
    }

    private static GenericKubernetesResource prometheusRule(Plan plan) {
        String of = "{namespace=\"%s\",service=\"%s\"".formatted(plan.namespace(), service(plan));
        Map<String, Object> errors =
                Map.of(
                        "alert",
                        "XynergyGatewayErrors",
                        "expr",
                        ("sum(rate(xynergy_gateway_requests_total%s,class=\"5xx\"}[5m])) > 0.05 *"
                                        + " sum(rate(xynergy_gateway_requests_total%s}[5m]))")
                                .formatted(of, of),
                        "for",
                        "5m",
                        "labels",
                        Map.of("severity", "warning"),
                        "annotations",
                        Map.of(
                                "summary",
                                "More than 5% of the responses of gateway "
                                        + plan.name()
                                        + " are server errors"));
        Map<String, Object> down =
                Map.of(
                        "alert",
                        "XynergyGatewayDown",
                        "expr",
                        "absent(up%s} == 1)".formatted(of),
                        "for",
                        "2m",
                        "labels",
                        Map.of("severity", "critical"),
                        "annotations",
                        Map.of(
                                "summary",
                                "No pod of gateway " + plan.name() + " responds to scrapes"));
        Map<String, Object> group =
                Map.of("name", "xynergy-" + plan.name(), "rules", List.of(errors, down));
        return object(plan, "PrometheusRule", Map.of("groups", List.of(group)));
    }

    private static String service(Plan plan) {
        return Names.admin(plan.name());
    }

    private static GenericKubernetesResource object(
            Plan plan, String kind, Map<String, Object> spec) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(API_VERSION)
                .withKind(kind)
                .withMetadata(plan.metadata(Names.gateway(plan.name()), Map.of()).build())
                .withAdditionalProperties(Map.of("spec", spec))
                .build();
    }
}
