package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.GatewayPod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people ask for by annotations. */
class AnnotationsIT {

    private final OperatorFixture fixture = new OperatorFixture("annotations");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void pausedPolicyIsLeftAloneUntilThePauseEnds() {
        fixture.apply("shop", Spec.route("a"));
        List<GatewayPod> pods = fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        String before = pods.getFirst().digest();
        fixture.annotate("shop", Instructions.PAUSE, "true");
        fixture.await("shop", Conditions.PAUSED, "Annotation");
        Long observed = fixture.status("shop").observedGeneration();

        fixture.apply("shop", Spec.route("b"));
        fixture.awaitPasses();

        assertThat(pods.getFirst().digest()).isEqualTo(before);
        assertThat(fixture.status("shop").observedGeneration()).isEqualTo(observed);
        fixture.removeAnnotation("shop", Instructions.PAUSE);
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(pods.getFirst().digest()).isNotEqualTo(before);
        assertThat(OperatorFixture.condition(fixture.status("shop"), Conditions.PAUSED)).isEmpty();
    }

    @Test
    void restartReplacesThePodsOfTheDataPlane() {
        fixture.apply("shop", Spec.route("a"));
        fixture.pods("shop", 0);

        fixture.annotate("shop", Instructions.RESTART, "2026-01-01");

        Await.until(
                () -> "no restart",
                () ->
                        "2026-01-01"
                                .equals(
                                        Objects.requireNonNullElse(
                                                        fixture.admin
                                                                .apps()
                                                                .deployments()
                                                                .inNamespace(fixture.namespace)
                                                                .withName("shop-gateway")
                                                                .get()
                                                                .getSpec()
                                                                .getTemplate()
                                                                .getMetadata()
                                                                .getAnnotations(),
                                                        Map.<String, String>of())
                                                .get("gateway.xynergy.io/restart")));
    }

    @Test
    void rollbackServesAnEarlierVersionAndTheLastFiveAreKept() {
        fixture.apply("shop", Spec.route("v0"));
        List<GatewayPod> pods = fixture.pods("shop", 1);
        List<String> digests = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            fixture.apply("shop", Spec.route("v" + i));
            fixture.await("shop", Conditions.LIVE, "Live");
            digests.addFirst(pods.getFirst().digest().substring(0, 12));
        }

        assertThat(fixture.config("shop").history()).isEqualTo(digests.subList(0, 5));
        Await.until(
                () -> "history",
                () ->
                        fixture.admin
                                        .configMaps()
                                        .inNamespace(fixture.namespace)
                                        .withLabel("gateway.xynergy.io/part", "history")
                                        .list()
                                        .getItems()
                                        .size()
                                == 5);
        fixture.annotate("shop", Instructions.ROLLBACK, digests.get(3));
        fixture.await("shop", Conditions.PROGRAMMED, "PinnedByAnnotation");
        Await.until(
                () -> pods.getFirst().digest(),
                () -> pods.getFirst().digest().startsWith(digests.get(3)));
        fixture.annotate("shop", Instructions.ROLLBACK, digests.get(6));
        var unknown = fixture.await("shop", Conditions.PROGRAMMED, "UnknownDigest");
        assertThat(unknown.message()).contains(digests.get(3));
        fixture.removeAnnotation("shop", Instructions.ROLLBACK);
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(pods.getFirst().digest()).startsWith(digests.getFirst());
    }
}
