package io.xynergy.operator.model;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRuleBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import io.xynergy.policy.RunSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Who may connect to pods. */
final class NetworkPolicies {

    /** The label that every namespace has. */
    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private NetworkPolicies() {}

    /** Everybody to the traffic ports, the operator and the monitoring to the admin port. */
    static NetworkPolicy gateway(Plan plan, Workload workload, Platform platform) {
        List<NetworkPolicyPeer> admins = new ArrayList<>();
        admins.add(
                new NetworkPolicyPeerBuilder()
                        .withNewNamespaceSelector()
                        .withMatchLabels(Map.of(NAMESPACE_NAME, platform.namespace()))
                        .endNamespaceSelector()
                        .withNewPodSelector()
                        .withMatchLabels(Map.of("app.kubernetes.io/name", Labels.OPERATOR))
                        .endPodSelector()
                        .build());
        admins.addAll(monitoring(platform));
        List<NetworkPolicyPort> traffic = new ArrayList<>();
        traffic.add(port(GatewayWorkload.HTTP));
        if (plan.gateway().tls() != null) {
            traffic.add(port(GatewayWorkload.HTTPS));
        }
        return policy(
                plan,
                workload,
                List.of(
                        new NetworkPolicyIngressRuleBuilder().withPorts(traffic).build(),
                        new NetworkPolicyIngressRuleBuilder()
                                .withFrom(admins)
                                .withPorts(port(GatewayWorkload.ADMIN))
                                .build()));
    }

    private static List<NetworkPolicyPeer> monitoring(Platform platform) {
        String namespace = platform.monitoringNamespace();
        return namespace == null
                ? List.of()
                : List.of(
                        new NetworkPolicyPeerBuilder()
                                .withNewNamespaceSelector()
                                .withMatchLabels(Map.of(NAMESPACE_NAME, namespace))
                                .endNamespaceSelector()
                                .build());
    }

    /**
     * Only the gateway's pods and those of services that the policy names as callers: a service
     * believes what the gateway says about the caller, so nobody else may come past the gateway.
     * The monitoring reaches the admin port of those whose autoscaler needs it.
     */
    static NetworkPolicy backend(Plan plan, Workload workload, RunSpec run, Platform platform) {
        List<NetworkPolicyPeer> callers = new ArrayList<>();
        callers.add(pods(Labels.selector(plan.name(), Labels.GATEWAY, "")));
        for (String caller : run.callers()) {
            callers.add(pods(Labels.selector(plan.name(), Labels.BACKEND, caller)));
        }
        List<NetworkPolicyIngressRule> rules = new ArrayList<>();
        rules.add(
                new NetworkPolicyIngressRuleBuilder()
                        .withFrom(callers)
                        .withPorts(port(run.port()))
                        .build());
        List<NetworkPolicyPeer> monitoring = monitoring(platform);
        // no peers would be everybody
        if (ServiceWorkload.isScraped(run) && !monitoring.isEmpty()) {
            rules.add(
                    new NetworkPolicyIngressRuleBuilder()
                            .withFrom(monitoring)
                            .withPorts(port(GatewayWorkload.ADMIN))
                            .build());
        }
        return policy(plan, workload, rules);
    }

    /** Pods of the policy's own namespace. */
    private static NetworkPolicyPeer pods(Map<String, String> labels) {
        return new NetworkPolicyPeerBuilder()
                .withNewPodSelector()
                .withMatchLabels(labels)
                .endPodSelector()
                .build();
    }

    private static NetworkPolicyPort port(int number) {
        return new NetworkPolicyPortBuilder()
                .withProtocol("TCP")
                .withPort(new IntOrString(number))
                .build();
    }

    private static NetworkPolicy policy(
            Plan plan, Workload workload, List<NetworkPolicyIngressRule> ingress) {
        return new NetworkPolicyBuilder()
                .withMetadata(plan.metadata(workload.name(), workload.selector()).build())
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(workload.selector())
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .withIngress(ingress)
                .endSpec()
                .build();
    }
}
