package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.testing.Await;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many policies, and large ones. */
class ManyPoliciesIT {

    private static final int MANY = 200;

    private final OperatorFixture fixture = new OperatorFixture("many");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void allOfTwoHundredPoliciesArePublished() {
        for (int i = 0; i < MANY; i++) {
            fixture.apply("p" + i, Spec.route("p" + i));
        }

        Await.until(
                Duration.ofMinutes(5),
                () -> published() + " are published",
                () -> published() == MANY);
    }

    private long published() {
        return fixture
                .admin
                .resources(GatewayPolicyResource.class)
                .inNamespace(fixture.namespace)
                .list()
                .getItems()
                .stream()
                .filter(policy -> policy.getStatus() != null)
                .filter(policy ->
                        OperatorFixture.condition(policy.getStatus(), Conditions.PROGRAMMED)
                                .filter(programmed -> programmed.holds())
                                .isPresent())
                .count();
    }

    @Test
    void largePolicyGoesLive() {
        fixture.create("large", Spec.routes(1000));
        var pods = fixture.pods("large", 1);
        fixture.await("large", Conditions.LIVE, "Live");

        assertThat(pods.getFirst().digest()).startsWith(fixture.config("large").live());
    }
}
