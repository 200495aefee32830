package io.xynergy.cli.stack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.policy.ServiceSpec;
import io.xynergy.policy.compiled.CompileResult;
import io.xynergy.policy.compiled.Policies;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlanTest {

    private static final List<ServiceSpec> SERVICES =
            services(
                    """
                    - {name: crm, run: {image: "crm:1"}}
                    - {name: audit, run: {image: "audit:1"}}
                    - {name: billing, url: "http://billing.example.com"}
                    """);

    @Test
    void startsAllOfThePolicyThatThisBuildHasAndNamesTheRest() throws StackException {
        Plan plan = plan(Set.of(), false, false);
        assertThat(plan.gateway()).isTrue();
        assertThat(plan.postgres()).isTrue();
        assertThat(plan.redis()).isTrue();
        assertThat(modules(plan)).containsExactly("crm");
        assertThat(plan.absent()).containsExactly("audit");
        assertThat(plan.elsewhere()).containsExactly("billing");
        assertThat(plan.brought()).isEmpty();
    }

    @Test
    void aServerThatIsGivenIsNotStarted() throws StackException {
        Plan plan = plan(Set.of(), true, true);
        assertThat(plan.postgres()).isFalse();
        assertThat(plan.redis()).isFalse();
        assertThat(modules(plan)).containsExactly("crm");
    }

    @Test
    void aServiceBringsTheDatabaseThatItNeedsAndSaysSo() throws StackException {
        Plan plan = plan(Set.of("gateway", "crm"), false, false);
        assertThat(plan.postgres()).isTrue();
        assertThat(plan.redis()).isFalse();
        assertThat(plan.brought()).containsExactly("postgres (crm needs a database)");
    }

    @Test
    void aServiceWithAGivenDatabaseBringsNone() throws StackException {
        Plan plan = plan(Set.of("gateway", "crm"), true, false);
        assertThat(plan.postgres()).isFalse();
        assertThat(plan.brought()).isEmpty();
    }

    @Test
    void aServiceThatWasNotAskedForIsAbsent() throws StackException {
        Plan plan = plan(Set.of("gateway"), false, false);
        assertThat(modules(plan)).isEmpty();
        assertThat(plan.absent()).containsExactly("crm", "audit");
        assertThat(plan.postgres()).isFalse();
    }

    @Test
    void anUnknownPartIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> plan(Set.of("gatway"), false, false))
                .hasMessage(
                        "--only: no part is named gatway; there are gateway, postgres, redis, crm");
    }

    @Test
    void aServiceThatThePolicyDoesNotRunIsRefused() {
        var wish = new Plan.Wish(Set.of("crm"), false, false);
        List<ServiceSpec> others = services("- {name: billing, url: \"http://billing\"}");
        assertThatThrownBy(() -> Plan.of(others, wish))
                .hasMessage("--only: the policy does not run a service named crm");
    }

    private static Plan plan(Set<String> only, boolean ownDatabase, boolean ownRedis)
            throws StackException {
        return Plan.of(SERVICES, new Plan.Wish(only, ownDatabase, ownRedis));
    }

    private static List<String> modules(Plan plan) {
        return plan.modules().keySet().stream().map(LocalModule::name).toList();
    }

    static List<ServiceSpec> services(String yaml) {
        String policy =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: small}
                spec:
                  routes:
                    - {name: old, match: [{path: {exact: /old}}], redirect: {status: 308, path: /}}
                  services:
                """
                        + yaml.indent(4);
        CompileResult result = Policies.compile(policy.getBytes(UTF_8));
        assertThat(result).isInstanceOf(CompileResult.Compiled.class);
        return ((CompileResult.Compiled) result).policy().spec().services();
    }
}
