package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.xynergy.operator.policy.Missing;
import io.xynergy.operator.policy.PolicyCompilation;
import io.xynergy.operator.policy.Refused;
import io.xynergy.operator.resource.Condition;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyDocument;
import io.xynergy.operator.resource.PolicyStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What a status says of a policy, by what a pass found. */
class StatusTextTest {

    private static final String ISSUER =
            "{\"name\":\"%1$s\",\"oidc\":{\"issuer\":\"https://%1$s.example\",\"audiences\":[\"a\"],"
                    + "\"claims\":{\"tenant\":\"org\"}}}";

    private static Condition accepted(String spec) {
        return condition(Conditions.ACCEPTED, status(findings(spec)));
    }

    private static Findings findings(String spec) {
        var resource = new GatewayPolicyResource();
        resource.setMetadata(
                new ObjectMetaBuilder().withName("shop").withNamespace("default").build());
        resource.setSpec(Serialization.unmarshal(spec, PolicyDocument.class));
        return new Findings(PolicyCompilation.compile(resource, Map.of()));
    }

    private static PolicyStatus status(Findings findings) {
        return StatusText.of(findings, new Conditions(List.of(), 1, () -> Instant.EPOCH), 1);
    }

    private static Condition condition(String type, PolicyStatus status) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aValidPolicySaysSo() {
        Condition accepted = accepted("{\"auth\":{\"issuers\":[" + ISSUER.formatted("one") + "]}}");

        assertThat(accepted.holds()).isTrue();
        assertThat(accepted.message()).isEqualTo("the spec is valid");
    }

    @Test
    void whatIsHardlyMeantStandsInTheMessageOfAValidPolicy() {
        Condition accepted =
                accepted(
                        "{\"auth\":{\"issuers\":[%s,%s]}}"
                                .formatted(ISSUER.formatted("one"), ISSUER.formatted("two")));

        assertThat(accepted.holds()).isTrue();
        assertThat(accepted.reason()).isEqualTo("Valid");
        assertThat(accepted.message())
                .startsWith(
                        "the spec is valid; warning: spec.auth.issuers[0].oidc: without tenants"
                                + " this issuer may name those of the other issuers")
                .contains("; spec.auth.issuers[1].oidc: without tenants");
    }

    private static Findings withRoutes() {
        return findings(
                """
                {"services": [{"name": "one", "url": "http://localhost"},
                              {"name": "two", "url": "http://two"}],
                 "routes": [
                   {"name": "a", "match": [{"path": {"prefix": "/a"}}], "to": [{"service": "one"}]},
                   {"name": "b", "match": [{"path": {"prefix": "/b"}}], "to": [{"service": "two"}]}
                 ]}
                """);
    }

    @Test
    void addressesThatAreRefusedStayUntilThePolicyIsEdited() {
        Findings findings = withRoutes();
        findings.refused =
                List.of(
                        new Refused("one", List.of("localhost is a loopback address"), true),
                        new Refused("two", List.of("127.0.0.1 is a loopback address"), false));

        PolicyStatus status = status(findings);

        Condition references = condition(Conditions.RESOLVED_REFS, status);
        assertThat(references.reason()).isEqualTo("AddressRefused");
        assertThat(references.message())
                .isEqualTo(
                        "service one: localhost is a loopback address (set allowLocalAddresses);"
                                + " service two: 127.0.0.1 is a loopback address (set"
                                + " allowLocalAddresses)");
        assertThat(status.routes()).extracting(PolicyStatus.Route::name).containsExactly("a");
        assertThat(PolicyReconciler.next(status)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void servicesThatWaitForGatewaysAreNamedWithThem() {
        Findings findings = withRoutes();
        findings.target = new Target(null, Target.Why.SPEC);
        findings.waiting.put("shop-crm", List.of("shop-gateway-a", "shop-gateway-b"));
        findings.waiting.put("shop-mail", List.of("shop-gateway-a", "shop-gateway-b"));

        Condition programmed = condition(Conditions.PROGRAMMED, status(findings));

        assertThat(programmed.holds()).isFalse();
        assertThat(programmed.reason()).isEqualTo("AwaitingGateways");
        assertThat(programmed.message())
                .isEqualTo(
                        "Deployment shop-crm, shop-mail stays as it is until no gateway pod is"
                                + " left that does not sign callers: shop-gateway-a,"
                                + " shop-gateway-b");
    }

    @Test
    void whatIsMissingIsLookedForSoon() {
        Findings findings = withRoutes();
        findings.missing = List.of(new Missing("ServiceNotFound", "Service two", "two"));
        findings.refused =
                List.of(new Refused("one", List.of("localhost is a loopback address"), true));

        PolicyStatus status = status(findings);

        Condition references = condition(Conditions.RESOLVED_REFS, status);
        assertThat(references.reason()).isEqualTo("ServiceNotFound");
        assertThat(references.message())
                .isEqualTo(
                        "missing: Service two, for service two; service one: localhost is a"
                                + " loopback address (set allowLocalAddresses)");
        assertThat(status.routes())
                .extracting(route -> route.name() + " " + route.reason())
                .containsExactly("a AddressRefused", "b ServiceNotFound");
        assertThat(PolicyReconciler.next(status)).isEqualTo(Duration.ofSeconds(5));
    }
}
