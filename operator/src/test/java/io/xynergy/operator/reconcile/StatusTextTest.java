package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.xynergy.operator.policy.PolicyCompilation;
import io.xynergy.operator.resource.Condition;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.resource.PolicyDocument;
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
        var resource = new GatewayPolicyResource();
        resource.setMetadata(
                new ObjectMetaBuilder().withName("shop").withNamespace("default").build());
        resource.setSpec(Serialization.unmarshal(spec, PolicyDocument.class));
        var findings = new Findings(PolicyCompilation.compile(resource, Map.of()));
        var conditions = new Conditions(List.of(), 1, () -> Instant.EPOCH);
        var told = Objects.requireNonNull(StatusText.of(findings, conditions, 1).conditions());
        return told.stream()
                .filter(condition -> condition.type().equals(Conditions.ACCEPTED))
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
}
