package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.GatewayPod;
import io.xynergy.operator.testing.Load;
import io.xynergy.operator.testing.Upstream;
import io.xynergy.operator.testing.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The API server cannot be reached for a while, or ends watches. */
class OutageIT {

    private final Wire wire =
            new Wire(URI.create(ApiServer.shared().config().getMasterUrl()).getPort());
    private final OperatorFixture fixture = new OperatorFixture("outage", client());

    private KubernetesClient client() {
        Config config = ApiServer.shared().operatorConfig();
        return ApiServer.client(
                new ConfigBuilder(config)
                        .withMasterUrl("https://127.0.0.1:" + wire.port() + "/")
                        .build());
    }

    @AfterEach
    void close() {
        wire.mend();
        fixture.close();
        wire.close();
    }

    @Test
    void whatHappenedWhileTheApiServerWasAwayIsCaughtUpWith() {
        fixture.apply("shop", Spec.route("a"));
        List<GatewayPod> pods = fixture.pods("shop", 2);
        fixture.await("shop", Conditions.LIVE, "Live");
        String before = pods.getFirst().digest();

        wire.cut();
        fixture.apply("shop", Spec.route("b"));
        fixture.apply("other", Spec.route("c"));
        assertThat(pods).allMatch(pod -> pod.digest().equals(before));
        wire.mend();

        fixture.await("shop", Conditions.LIVE, "Live");
        fixture.await("other", Conditions.PROGRAMMED, "Published");
        assertThat(pods).noneMatch(pod -> pod.digest().equals(before));
        assertThat(fixture.operator().unready()).isEmpty();
    }

    /** Longer by hand, for example {@code -Doutage.seconds=60}. */
    @Test
    void gatewaysServeOnUnderLoadWhileTheApiServerIsAway() {
        long seconds = Integer.getInteger("outage.seconds", 0);
        try (var upstream = new Upstream()) {
            fixture.apply("shop", Spec.to(upstream.url(), "a"));
            List<GatewayPod> pods = fixture.pods("shop", 2);
            fixture.await("shop", Conditions.LIVE, "Live");
            try (var load = new Load(pods, "/a")) {
                load.awaitServed(100);
                wire.cut();
                long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
                fixture.apply("shop", Spec.to(upstream.url(), "a", "b"));
                do {
                    load.awaitServed(500);
                } while (System.nanoTime() - end < 0);
                assertThat(fixture.config("shop").live())
                        .isEqualTo(pods.getFirst().digest().substring(0, 12));
                wire.mend();
                fixture.await("shop", Conditions.LIVE, "Live");
                load.awaitServed(100);
            }
            assertThat(pods)
                    .allMatch(pod -> pod.digest().startsWith(fixture.config("shop").live()));
            assertThat(fixture.operator().unready()).isEmpty();
        }
    }

    @Test
    void watchThatEndsIsOpenedAgain() {
        fixture.apply("shop", Spec.route("a"));
        List<GatewayPod> pods = fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");

        for (int i = 0; i < 3; i++) {
            wire.endAll();
            fixture.apply("shop", Spec.route("b" + i));
            fixture.await("shop", Conditions.LIVE, "Live");
        }

        assertThat(fixture.config("shop").live())
                .isEqualTo(pods.getFirst().digest().substring(0, 12));
    }
}
