package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.xynergy.operator.testing.ApiServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the operator may not do. That its rights suffice, all other tests here show: they run it
 * with nothing else.
 */
class RightsIT {

    private static final ApiServer SERVER = ApiServer.shared();
    private static final String WATCHED = watched();

    private static String watched() {
        String namespace = SERVER.namespace("rights");
        SERVER.bind(namespace, "xynergy-operator");
        SERVER.bind(namespace, "xynergy-operator-leader");
        return namespace;
    }

    private static boolean may(String namespace, String verb, String group, String resource) {
        int slash = resource.indexOf('/');
        return SERVER.admin()
                .resource(
                        new SubjectAccessReviewBuilder()
                                .withNewSpec()
                                .withUser(ApiServer.OPERATOR)
                                .withGroups("system:serviceaccounts", "system:authenticated")
                                .withNewResourceAttributes()
                                .withNamespace(namespace)
                                .withVerb(verb)
                                .withGroup(group)
                                .withResource(slash < 0 ? resource : resource.substring(0, slash))
                                .withSubresource(slash < 0 ? "" : resource.substring(slash + 1))
                                .endResourceAttributes()
                                .endSpec()
                                .build())
                .create()
                .getStatus()
                .getAllowed();
    }

    @ParameterizedTest
    @CsvSource({
        "create, gateway.xynergy.io, gatewaypolicies",
        "patch, gateway.xynergy.io, gatewaypolicies",
        "update, gateway.xynergy.io, gatewaypolicies",
        "delete, gateway.xynergy.io, gatewaypolicies",
        "deletecollection, '', secrets",
        "deletecollection, '', configmaps",
        "deletecollection, apps, deployments",
        "create, '', pods",
        "delete, '', pods",
        "patch, '', pods",
        "create, '', pods/exec",
        "create, '', pods/eviction",
        "create, '', pods/portforward",
        "get, '', pods/log",
        "create, '', serviceaccounts/token",
        "patch, apps, deployments/scale",
        "create, apps, statefulsets",
        "create, apps, daemonsets",
        "create, batch, jobs",
        "create, networking.k8s.io, ingresses",
        "create, rbac.authorization.k8s.io, roles",
        "create, rbac.authorization.k8s.io, rolebindings",
        "escalate, rbac.authorization.k8s.io, roles",
        "bind, rbac.authorization.k8s.io, roles",
        "delete, coordination.k8s.io, leases",
        "list, coordination.k8s.io, leases",
        "delete, '', events",
        "list, '', events",
        "delete, monitoring.coreos.com, servicemonitors",
        "create, discovery.k8s.io, endpointslices",
    })
    void mayNotDoInAWatchedNamespace(String verb, String group, String resource) {
        assertThat(may(WATCHED, verb, group, resource)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "list, '', nodes",
        "list, '', namespaces",
        "create, '', namespaces",
        "get, apiextensions.k8s.io, customresourcedefinitions",
        "create, rbac.authorization.k8s.io, clusterroles",
        "create, rbac.authorization.k8s.io, clusterrolebindings",
        "create, admissionregistration.k8s.io, validatingwebhookconfigurations",
        "create, authentication.k8s.io, tokenreviews",
        "impersonate, '', users",
        "list, '', secrets",
        "list, gateway.xynergy.io, gatewaypolicies",
    })
    void mayNotDoInTheWholeCluster(String verb, String group, String resource) {
        assertThat(may("", verb, group, resource)).isFalse();
    }

    @Test
    void mayDoNothingInOtherNamespaces() {
        assertThat(may("kube-system", "get", "", "secrets")).isFalse();
        assertThat(may("kube-system", "create", "apps", "deployments")).isFalse();
        assertThat(may(WATCHED, "get", "", "secrets")).isTrue();
    }
}
