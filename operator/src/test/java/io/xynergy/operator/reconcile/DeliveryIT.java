package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.xynergy.operator.resource.Condition;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.FakeAdmin;
import io.xynergy.operator.testing.GatewayPod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Deliveries to pods that are slow, refuse, come and go. */
class DeliveryIT {

    private final OperatorFixture fixture = new OperatorFixture("delivery");
    private final FakeAdmin first = new FakeAdmin();
    private final FakeAdmin second = new FakeAdmin();

    @AfterEach
    void close() {
        first.close();
        second.close();
        fixture.close();
    }

    private void twoPods(String spec) {
        fixture.apply("shop", spec);
        fixture.pods("shop", 0);
        first.asPod(fixture.admin, fixture.namespace, "shop", "first");
        second.asPod(fixture.admin, fixture.namespace, "shop", "second");
        fixture.await("shop", status -> pods(status).live() == 2);
    }

    private static PolicyStatus.Pods pods(PolicyStatus status) {
        return Objects.requireNonNullElse(
                status.pods(), new PolicyStatus.Pods("", 0, 0, 0, null, List.of()));
    }

    @Test
    void frozenPodIsNamedAndTheOthersDoNotWait() {
        twoPods(Spec.route("a"));
        second.mood(FakeAdmin.Mood.FROZEN);

        fixture.apply("shop", Spec.route("b"));
        Condition live = fixture.await("shop", Conditions.LIVE, "Laggards");

        assertThat(live.message()).contains("second").doesNotContain("first");
        assertThat(pods(fixture.status("shop")).summary()).isEqualTo("1/2");
        assertThat(pods(fixture.status("shop")).laggards()).containsExactly("second");
        fixture.awaitEvent("shop", "LiveLaggards");
        second.mood(FakeAdmin.Mood.ACCEPT);
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(pods(fixture.status("shop")).laggards()).isEmpty();
    }

    @Test
    void refusedVersionIsTakenBackEverywhere() {
        twoPods(Spec.route("good"));
        String good = fixture.config("shop").live();
        second.refuse("/evil");

        fixture.apply("shop", Spec.route("evil"));
        Condition programmed = fixture.await("shop", Conditions.PROGRAMMED, "RolledBack");
        PolicyStatus status = fixture.await("shop", found -> pods(found).live() == 2);

        assertThat(programmed.message()).contains("second").contains("cannot serve it");
        assertThat(status.configOrNone().live()).isEqualTo(good);
        fixture.awaitEvent("shop", "ProgrammedRolledBack");
        assertThat(status.configOrNone().rejected()).isEqualTo(status.configOrNone().desired());
        assertThat(OperatorFixture.condition(status, Conditions.LIVE))
                .hasValueSatisfying(live -> assertThat(live.holds()).isFalse());
        assertThat(last(first).document()).contains("/good");
        assertThat(fixture.published("shop")).contains("/good");
        fixture.apply("shop", Spec.route("better"));
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(fixture.config("shop").rejected()).isNull();
    }

    @Test
    void refusedVersionIsNotTriedAgainByTheNextProcess() {
        twoPods(Spec.route("good"));
        second.refuse("/evil");
        fixture.apply("shop", Spec.route("evil"));
        fixture.await("shop", Conditions.PROGRAMMED, "RolledBack");
        fixture.await("shop", status -> pods(status).live() == 2);
        long refused = evil(second);

        fixture.restart();
        fixture.touch("shop");

        assertThat(evil(second)).isEqualTo(refused);
        fixture.await("shop", Conditions.PROGRAMMED, "RolledBack");
    }

    private static long evil(FakeAdmin pod) {
        return pod.deliveries("/config").stream()
                .filter(delivery -> delivery.document().contains("/evil"))
                .count();
    }

    @Test
    void withoutRollbackTheOthersServeTheNewVersion() {
        twoPods("  rollout: {rollbackOnReject: false}\n" + Spec.route("good"));
        second.refuse("/evil");

        fixture.apply("shop", "  rollout: {rollbackOnReject: false}\n" + Spec.route("evil"));
        fixture.await("shop", Conditions.PROGRAMMED, "Rejected");
        PolicyStatus status = fixture.await("shop", found -> pods(found).rejected() == 1);

        assertThat(pods(status).live()).isEqualTo(1);
        assertThat(last(first).document()).contains("/evil");
    }

    private static FakeAdmin.Delivery last(FakeAdmin pod) {
        return pod.deliveries("/config").getLast();
    }

    @Test
    void revisionGrowsAcrossProcesses() {
        twoPods(Spec.route("a"));
        fixture.apply("shop", Spec.route("b"));
        fixture.await("shop", Conditions.LIVE, "Live");
        long before = last(first).revision();

        fixture.restart();
        fixture.touch("shop");
        assertThat(last(first).revision()).isEqualTo(before);
        fixture.apply("shop", Spec.route("c"));
        fixture.await("shop", Conditions.LIVE, "Live");

        assertThat(last(first).revision()).isEqualTo(before + 1);
        assertThat(fixture.config("shop").revision()).isEqualTo(before + 1);
    }

    @Test
    void podsGetAChangeThatCannotBeWrittenDownYetAndTheNextProcessWritesItDown() {
        twoPods(Spec.route("a"));
        long before = last(first).revision();
        fixture.forbid();

        fixture.apply("shop", Spec.route("b"));
        Await.until(() -> "not delivered", () -> last(first).document().contains("/b"));
        Await.until(() -> "not delivered", () -> last(second).document().contains("/b"));
        assertThat(fixture.published("shop")).contains("/a");
        assertThat(fixture.config("shop").revision()).isEqualTo(before);
        fixture.allow();
        fixture.restart();

        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(fixture.published("shop")).contains("/b");
        assertThat(last(first).revision()).isEqualTo(before + 1);
        assertThat(fixture.config("shop").revision()).isEqualTo(before + 1);
    }

    @Test
    void revisionGoesBeyondWhatAPodHas() {
        fixture.apply("shop", Spec.route("a"));
        fixture.pods("shop", 0);
        first.later(4711);

        first.asPod(fixture.admin, fixture.namespace, "shop", "first");
        fixture.await("shop", Conditions.LIVE, "Live");

        assertThat(last(first).revision()).isEqualTo(4712);
        assertThat(fixture.config("shop").revision()).isEqualTo(4712);
    }

    @Test
    void endpointsGoBeyondWhatAPodHas() {
        long ahead = 1L << 50;
        fixture.apply("shop", Spec.route("a"));
        fixture.pods("shop", 0);
        first.laterEndpoints(ahead);
        first.asPod(fixture.admin, fixture.namespace, "shop", "first");

        Await.until(
                () -> String.valueOf(first.deliveries("/endpoints")),
                () ->
                        first.deliveries("/endpoints").stream()
                                .anyMatch(delivery -> delivery.revision() == ahead + 1));
    }

    @Test
    void podCountsWhenItIsReadyAndNoLongerWhenItIsNot() {
        twoPods(Spec.route("a"));

        GatewayPod.ready(fixture.admin, fixture.namespace, "second", false);
        fixture.await("shop", status -> pods(status).summary().equals("1/1"));
        GatewayPod.ready(fixture.admin, fixture.namespace, "second", true);
        fixture.await("shop", status -> pods(status).summary().equals("2/2"));

        assertThat(second.deliveries("/config")).hasSize(2);
    }

    @Test
    void nextProcessTellsThePodsThatTheLastOneDidNot() {
        twoPods(Spec.route("a"));
        second.mood(FakeAdmin.Mood.FROZEN);
        fixture.apply("shop", Spec.route("b"));
        fixture.await("shop", Conditions.LIVE, "Laggards");

        fixture.restart();
        second.mood(FakeAdmin.Mood.ACCEPT);

        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(last(second).document()).contains("/b");
    }

    @Test
    void statusIsWrittenAtMostFourTimesASecond() {
        twoPods(Spec.route("a"));
        long start = System.nanoTime();
        try (var watch = new StatusWatch(fixture.admin, fixture.namespace, "shop")) {
            for (int i = 0; i < 40; i++) {
                fixture.apply("shop", Spec.route("x" + i));
            }
            fixture.await("shop", Conditions.LIVE, "Live");
            double seconds = (System.nanoTime() - start) / 1e9;

            assertThat(watch.statuses()).isLessThanOrEqualTo((int) (seconds * 4) + 2);
        }
        assertThat(last(first).document()).contains("/x39");
    }

    @Test
    void endpointsOfServicesAreDelivered() {
        twoPods(Spec.run(""));
        fixture.admin.resource(slice()).create();

        String expected =
                "{\"services\":{\"crm\":[{\"host\":\"10.0.0.7\",\"port\":8080}]},\"replicas\":2}";
        Await.until(
                () -> String.valueOf(first.deliveries("/endpoints")),
                () ->
                        first.deliveries("/endpoints").getLast().document().equals(expected)
                                && second.deliveries("/endpoints")
                                        .getLast()
                                        .document()
                                        .equals(expected));
        assertThat(first.deliveries("/endpoints"))
                .extracting(FakeAdmin.Delivery::revision)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void endpointsOfServicesThatOthersRunAreDelivered() {
        fixture.admin
                .resource(
                        new ServiceBuilder()
                                .withNewMetadata()
                                .withName("billing")
                                .withNamespace(fixture.namespace)
                                .endMetadata()
                                .withNewSpec()
                                .addNewPort()
                                .withName("web")
                                .withPort(80)
                                .endPort()
                                .addNewPort()
                                .withName("api")
                                .withPort(8080)
                                .endPort()
                                .endSpec()
                                .build())
                .create();
        twoPods(Spec.to("http://billing:8080", "a"));
        fixture.admin.resource(foreign("10.0.0.7")).create();
        awaitEndpoints("[{\"host\":\"10.0.0.7\",\"port\":9090}]");

        fixture.admin.resource(foreign("10.0.0.8")).update();
        awaitEndpoints("[{\"host\":\"10.0.0.8\",\"port\":9090}]");
        fixture.restart();
        fixture.touch("shop");
        awaitEndpoints("[{\"host\":\"10.0.0.8\",\"port\":9090}]");
    }

    private void awaitEndpoints(String expected) {
        String document = "{\"services\":{\"crm\":" + expected + "},\"replicas\":2}";
        Await.until(
                () -> String.valueOf(first.deliveries("/endpoints")),
                () -> first.deliveries("/endpoints").getLast().document().equals(document));
    }

    private EndpointSlice foreign(String address) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("billing-x1")
                .withNamespace(fixture.namespace)
                .withLabels(Map.of("kubernetes.io/service-name", "billing"))
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("api")
                .withPort(9090)
                .endPort()
                .addNewEndpoint()
                .withAddresses(address)
                .endEndpoint()
                .build();
    }

    /** One endpoint that is ready and one that is not, as the control plane writes them. */
    private EndpointSlice slice() {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName("shop-crm-x1")
                .withNamespace(fixture.namespace)
                .withLabels(
                        Map.of(
                                "app.kubernetes.io/managed-by", "xynergy-operator",
                                "gateway.xynergy.io/policy", "shop",
                                "gateway.xynergy.io/component", "service",
                                "gateway.xynergy.io/service", "crm"))
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withPort(8080)
                .endPort()
                .addNewEndpoint()
                .withAddresses("10.0.0.7")
                .endEndpoint()
                .addNewEndpoint()
                .withAddresses("10.0.0.8")
                .withNewConditions()
                .withReady(false)
                .endConditions()
                .endEndpoint()
                .build();
    }
}
