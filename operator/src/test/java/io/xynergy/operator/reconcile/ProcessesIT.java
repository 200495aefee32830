package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.FakeAdmin;
import io.xynergy.operator.testing.GatewayProcess;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Operators and pods as processes that are killed and stopped in the middle of what they do. */
class ProcessesIT {

    private final OperatorFixture fixture = new OperatorFixture("processes");
    private final FakeAdmin first = new FakeAdmin();
    private final FakeAdmin second = new FakeAdmin();

    @BeforeEach
    void allowElection() {
        ApiServer.shared().bind(fixture.namespace, "xynergy-operator-leader");
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
        fixture.close();
    }

    /** A policy that is live on two pods, and no operator any more. */
    private void orphan() {
        fixture.apply("shop", Spec.route("a"));
        fixture.pods("shop", 0);
        first.asPod(fixture.admin, fixture.namespace, "shop", "first");
        second.asPod(fixture.admin, fixture.namespace, "shop", "second");
        fixture.await("shop", status -> summary(status).equals("2/2"));
        fixture.await("shop", Conditions.LIVE, "Live");
        fixture.stop();
    }

    private static String summary(PolicyStatus status) {
        return status.pods() == null ? "" : status.pods().summary();
    }

    private static FakeAdmin.Delivery last(FakeAdmin pod) {
        return pod.deliveries("/config").getLast();
    }

    /**
     * No pod ever took an older version, nor two versions under one revision. Two pods may have:
     * one has what an operator delivered that died before it wrote the revision down, the other
     * what the next one delivered under the same, until both get it under one that is newer than
     * either.
     */
    private void assertOrder() {
        for (FakeAdmin pod : List.of(first, second)) {
            Map<Long, String> digests = new HashMap<>();
            assertThat(pod.taken()).extracting(FakeAdmin.Delivery::revision).isSorted();
            for (FakeAdmin.Delivery delivery : pod.taken()) {
                assertThat(
                                digests.merge(
                                        delivery.revision(),
                                        delivery.digest(),
                                        (before, _) -> before))
                        .isEqualTo(delivery.digest());
            }
        }
    }

    @Test
    void deliveryThatAKilledOperatorBeganIsFinishedByTheNext() {
        orphan();
        second.mood(FakeAdmin.Mood.FROZEN);
        try (var killed = OperatorProcess.alone(fixture.namespace)) {
            fixture.apply("shop", Spec.route("b"));
            Await.until(
                    () -> "deliveries " + first.deliveries("/config"),
                    () ->
                            last(first).document().contains("/b")
                                    && last(second).document().contains("/b"));
            killed.kill();
        }
        second.mood(FakeAdmin.Mood.ACCEPT);
        long told = second.deliveries("/config").size();

        try (var next = OperatorProcess.alone(fixture.namespace)) {
            fixture.await("shop", Conditions.LIVE, "Live");
            assertThat(next.passes()).isPositive();
        }

        assertThat(second.deliveries("/config").size()).isGreaterThan((int) told);
        assertThat(last(second)).isEqualTo(last(first));
        assertThat(last(first).revision())
                .isEqualTo(Objects.requireNonNull(fixture.config("shop").revision()));
        assertOrder();
    }

    @Test
    void changeThatWasMadeWhileNoOperatorRanComesAfterTheOneThatWasCutOff() {
        orphan();
        second.mood(FakeAdmin.Mood.FROZEN);
        try (var killed = OperatorProcess.alone(fixture.namespace)) {
            fixture.apply("shop", Spec.route("b"));
            Await.until(() -> "no delivery", () -> last(first).document().contains("/b"));
            killed.kill();
        }
        long cutOff = last(first).revision();
        fixture.apply("shop", Spec.route("c"));
        second.mood(FakeAdmin.Mood.ACCEPT);

        try (var _ = OperatorProcess.alone(fixture.namespace)) {
            fixture.await("shop", Conditions.LIVE, "Live");
        }

        assertThat(last(first).document()).contains("/c");
        assertThat(last(second).document()).contains("/c");
        assertThat(last(first).revision()).isGreaterThan(cutOff);
        assertThat(last(second)).isEqualTo(last(first));
        assertOrder();
    }

    @Test
    void ofTwoProcessesOneWorksAndTheOtherWhenItIsKilled() {
        orphan();
        try (var leader = OperatorProcess.elected(fixture.namespace, "one")) {
            change("b");
            try (var follower = OperatorProcess.elected(fixture.namespace, "two")) {
                change("c");
                assertThat(leader.passes()).isPositive();
                assertThat(follower.passes()).isZero();

                leader.kill();
                fixture.apply("shop", Spec.route("d"));
                fixture.await("shop", Conditions.LIVE, "Live");

                assertThat(follower.passes()).isPositive();
                assertThat(last(first).document()).contains("/d");
                assertOrder();
            }
        }
    }

    private void change(String route) {
        fixture.apply("shop", Spec.route(route));
        fixture.await("shop", Conditions.LIVE, "Live");
    }

    @Test
    void leaderThatWasStoppedForTooLongEndsAndSpoilsNothing() {
        orphan();
        try (var leader = OperatorProcess.elected(fixture.namespace, "one")) {
            change("b");
            try (var follower = OperatorProcess.elected(fixture.namespace, "two")) {
                leader.freeze();
                change("c");
                assertThat(follower.passes()).isPositive();

                leader.thaw();
                assertThat(leader.awaitEnd()).isEqualTo(1);
                change("d");

                assertThat(last(first).document()).contains("/d");
                assertThat(last(second)).isEqualTo(last(first));
                assertThat(fixture.published("shop")).contains("/d");
                assertOrder();
            }
        }
    }

    @Test
    void frozenPodIsNamedAndComesBack() {
        fixture.apply("shop", Spec.route("a"));
        fixture.pods("shop", 1);
        try (var frozen =
                GatewayProcess.start(fixture.admin, fixture.namespace, "shop", "frozen")) {
            fixture.await("shop", status -> summary(status).equals("2/2"));
            frozen.freeze();
            fixture.apply("shop", Spec.route("b"));
            var live = fixture.await("shop", Conditions.LIVE, "Laggards");

            assertThat(live.holds()).isFalse();
            assertThat(live.message()).contains("frozen");
            assertThat(Objects.requireNonNull(fixture.status("shop").pods()).laggards())
                    .containsExactly("frozen");
            fixture.awaitEvent("shop", "LiveLaggards");
            frozen.thaw();
            fixture.await("shop", Conditions.LIVE, "Live");
            assertThat(frozen.digest()).startsWith(fixture.config("shop").live());
        }
    }
}
