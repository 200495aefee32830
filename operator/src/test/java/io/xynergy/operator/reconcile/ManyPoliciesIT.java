package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.GatewayPolicyResource;
import io.xynergy.operator.testing.Await;
import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;
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

    /**
     * Text of hex digits, which packs to half, or of 64 characters, which packs to three fourths.
     */
    private static Supplier<String> noise(int alphabet) {
        var random = new Random(7);
        String letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-.";
        return () ->
                random.ints(4000, 0, alphabet)
                        .collect(
                                StringBuilder::new,
                                (text, i) -> text.append(letters.charAt(i)),
                                StringBuilder::append)
                        .toString();
    }

    @Test
    void policyOfNearlyAMebibyteGoesLiveAndIsKeptPacked() {
        fixture.apply("large", Spec.route("a"));
        var pods = fixture.pods("large", 1);
        fixture.await("large", Conditions.LIVE, "Live");
        String small = pods.getFirst().digest();

        fixture.replace("large", Spec.large(250, noise(16)));
        fixture.await("large", Conditions.LIVE, "Live");
        assertThat(pods.getFirst().digest())
                .isNotEqualTo(small)
                .startsWith(fixture.config("large").live());
        assertThat(start().getData()).containsOnlyKeys("revision");
        assertThat(start().getBinaryData()).containsOnlyKeys("config.json.gz");
        assertThat(fixture.pod("large").digest()).isEqualTo(pods.getFirst().digest());

        fixture.replace("large", Spec.route("a"));
        fixture.await("large", Conditions.LIVE, "Live");
        assertThat(pods.getFirst().digest()).isEqualTo(small);
        assertThat(start().getData()).containsOnlyKeys("revision", "config.json");
        assertThat(start().getBinaryData()).isNullOrEmpty();
    }

    private ConfigMap start() {
        return fixture.admin
                .configMaps()
                .inNamespace(fixture.namespace)
                .withName("large-config")
                .get();
    }

    @Test
    void policyThatNoConfigMapHoldsSaysSoAndTheLastOneServesOn() {
        fixture.apply("large", Spec.route("a"));
        var pods = fixture.pods("large", 1);
        fixture.await("large", Conditions.LIVE, "Live");
        String before = pods.getFirst().digest();

        fixture.replace("large", Spec.large(260, noise(64)));
        var accepted = fixture.await("large", Conditions.ACCEPTED, "TooLarge");

        assertThat(accepted.message()).contains("split the policy").contains("KiB");
        assertThat(pods.getFirst().digest()).isEqualTo(before);
        assertThat(fixture.await("large", Conditions.PROGRAMMED, "NotAccepted").message())
                .contains("serves on");
        fixture.awaitEvent("large", "AcceptedTooLarge");
    }

    @Test
    void policyThatTheApiServerDoesNotTakeChangesNothing() {
        fixture.apply("large", Spec.route("a"));
        fixture.await("large", Conditions.PROGRAMMED, "Published");

        assertThatThrownBy(() -> fixture.replace("large", Spec.large(450, noise(64))))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("too large");

        assertThat(fixture.published("large")).contains("/a");
    }

    @Test
    void largePolicyGoesLive() {
        fixture.create("large", Spec.routes(1000));
        var pods = fixture.pods("large", 1);
        fixture.await("large", Conditions.LIVE, "Live");

        assertThat(pods.getFirst().digest()).startsWith(fixture.config("large").live());
    }
}
