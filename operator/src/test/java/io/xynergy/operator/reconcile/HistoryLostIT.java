package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.ApiProxy;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.GatewayPod;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The API server has thrown away what a watch would go on from: 410 Gone. */
class HistoryLostIT {

    private final ApiProxy proxy = new ApiProxy(ApiServer.shared().config());
    private final OperatorFixture fixture = new OperatorFixture("gone", client());

    private KubernetesClient client() {
        Config direct = ApiServer.shared().operatorConfig();
        return ApiServer.client(
                new ConfigBuilder(direct)
                        .withMasterUrl(proxy.url())
                        .withHttp2Disable(true)
                        .build());
    }

    @AfterEach
    void close() {
        fixture.close();
        proxy.close();
    }

    @Test
    void everythingIsListedAnewAndWhatWasMissedIsCaughtUpWith() {
        fixture.apply("shop", Spec.route("a"));
        List<GatewayPod> pods = fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        fixture.apply("waiting", Spec.route("a"));
        fixture.await("waiting", Conditions.ACCEPTED, "Conflicted");
        int watched = Cluster.CHILDREN.size();

        proxy.cut();
        fixture.apply("shop", Spec.route("b"));
        fixture.apply("late", Spec.route("c"));
        fixture.admin.services().inNamespace(fixture.namespace).withName("shop-gateway").delete();
        proxy.mendTooLate();

        fixture.await("shop", Conditions.LIVE, "Live");
        fixture.await("late", Conditions.PROGRAMMED, "Published");
        fixture.await("waiting", Conditions.ACCEPTED, "Valid");
        Await.until(
                () -> "the Service is not made anew",
                () ->
                        OperatorFixture.exists(
                                fixture.admin
                                        .services()
                                        .inNamespace(fixture.namespace)
                                        .withName("shop-gateway")
                                        .get()));
        Await.until(() -> proxy.gone() + " watches were told", () -> proxy.gone() > watched);
        assertThat(pods.getFirst().digest()).startsWith(fixture.config("shop").live());
        fixture.apply("shop", Spec.route("d"));
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(fixture.operator().unready()).isEmpty();
    }

    @Test
    void policyThatWasDeletedMeanwhileIsForgotten() {
        fixture.apply("shop", Spec.route("a"));
        fixture.await("shop", Conditions.PROGRAMMED, "Published");
        fixture.apply("waiting", Spec.route("a"));
        fixture.await("waiting", Conditions.ACCEPTED, "Conflicted");

        proxy.cut();
        fixture.delete("shop");
        proxy.mendTooLate();

        fixture.await("waiting", Conditions.ACCEPTED, "Valid");
        fixture.await("waiting", Conditions.PROGRAMMED, "Published");
    }
}
