package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.GatewayPod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A policy goes live on every pod, and its status is the proof. */
class LiveIT {

    private final OperatorFixture fixture = new OperatorFixture("live");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void appliedPolicyIsLiveOnEveryPod() {
        fixture.apply("shop", Spec.route("a"));
        List<GatewayPod> pods = fixture.pods("shop", 3);
        fixture.await("shop", Conditions.READY, "Ready");
        String first = fixture.config("shop").live();
        fixture.apply("shop", Spec.route("b"));
        fixture.await("shop", Conditions.LIVE, "Live");
        String second = fixture.config("shop").live();

        assertThat(second).isNotNull().isNotEqualTo(first);
        assertThat(pods).allSatisfy(pod -> assertThat(pod.digest()).startsWith(second));
        assertThat(ApiServer.shared().kubectl("get", "gwp", "-n", fixture.namespace).orFail())
                .contains("LIVE")
                .contains("3/3")
                .contains(second);
        ApiServer.shared()
                .kubectl(
                        "wait",
                        "-n",
                        fixture.namespace,
                        "--for=condition=Live",
                        "--timeout=5s",
                        "gwp/shop")
                .orFail();
    }
}
