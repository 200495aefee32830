package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.operator.resource.Condition;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.FakeAdmin;
import io.xynergy.operator.testing.GatewayPod;
import io.xynergy.operator.testing.Upstream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A new version is served by a few pods first. */
class CanaryIT {

    private final OperatorFixture fixture = new OperatorFixture("canary");
    private final Upstream upstream = new Upstream();
    private final FakeAdmin fake = new FakeAdmin();

    @AfterEach
    void close() {
        fixture.close();
        upstream.close();
        fake.close();
    }

    private static String canary(String observe) {
        return "  rollout: {strategy: Canary, canary: {pods: 1, observe: " + observe + "}}\n";
    }

    private static Set<String> digests(List<GatewayPod> pods) {
        return pods.stream().map(GatewayPod::digest).collect(Collectors.toSet());
    }

    @Test
    void versionThatServesWellGoesToAllPods() {
        fixture.apply("shop", canary("3s") + Spec.to(upstream.url(), "a"));
        List<GatewayPod> pods = fixture.pods("shop", 3);
        fixture.await("shop", Conditions.LIVE, "Live");
        String before = pods.getFirst().digest();

        fixture.apply("shop", canary("3s") + Spec.to(upstream.url(), "a", "b"));
        Condition trial = fixture.await("shop", Conditions.PROGRAMMED, "OnTrial");
        Await.until(() -> digests(pods).toString(), () -> digests(pods).size() == 2);
        assertThat(pods).filteredOn(pod -> pod.digest().equals(before)).hasSize(2);
        assertThat(fixture.published("shop")).doesNotContain("/b");
        assertThat(trial.holds()).isFalse();
        assertThat(fixture.await("shop", Conditions.LIVE, "OtherVersion").holds()).isFalse();

        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(digests(pods)).hasSize(1).doesNotContain(before);
        assertThat(fixture.published("shop")).contains("/b");
    }

    @Test
    void versionThatFailsIsTakenBackAndNoOtherPodEverHadIt() throws Exception {
        fixture.apply("shop", canary("1h") + Spec.to(upstream.url(), "a"));
        List<GatewayPod> pods = fixture.pods("shop", 2);
        fixture.await("shop", Conditions.LIVE, "Live");
        String before = pods.getFirst().digest();

        fixture.apply("shop", canary("1h") + Spec.to("http://127.0.0.1:9", "a"));
        fixture.await("shop", Conditions.PROGRAMMED, "OnTrial");
        try (HttpClient client = HttpClient.newHttpClient()) {
            Await.until(
                    () -> String.valueOf(fixture.status("shop")),
                    () -> ask(client, pods) && isRolledBack());
        }

        Await.until(() -> digests(pods).toString(), () -> digests(pods).equals(Set.of(before)));
        assertThat(fixture.await("shop", Conditions.PROGRAMMED, "RolledBack").message())
                .contains("server error")
                .contains("more than 1.0%");
        assertThat(fixture.published("shop")).contains(upstream.url().substring(17));
        fixture.awaitEvent("shop", "ProgrammedRolledBack");
        fixture.restart();
        fixture.touch("shop");
        fixture.await("shop", Conditions.PROGRAMMED, "RolledBack");
        fixture.apply("shop", canary("1s") + Spec.to(upstream.url(), "a", "c"));
        fixture.await("shop", Conditions.LIVE, "Live");
    }

    private static boolean ask(HttpClient client, List<GatewayPod> pods) {
        try {
            for (GatewayPod pod : pods) {
                URI uri = URI.create("http://127.0.0.1:" + pod.gateway().port() + "/a");
                client.send(
                        HttpRequest.newBuilder(uri).build(),
                        HttpResponse.BodyHandlers.discarding());
            }
            return true;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    private boolean isRolledBack() {
        return OperatorFixture.condition(fixture.status("shop"), Conditions.PROGRAMMED)
                .filter(condition -> condition.reason().equals("RolledBack"))
                .isPresent();
    }

    @Test
    void versionThatThePodOnTrialRefusesGoesNowhere() {
        fixture.apply("shop", canary("1h") + Spec.route("good"));
        GatewayPod other = fixture.pods("shop", 1).getFirst();
        fake.asPod(fixture.admin, fixture.namespace, "shop", "a-first");
        fixture.await(
                "shop", status -> status.pods() != null && status.pods().summary().equals("2/2"));
        fixture.await("shop", Conditions.LIVE, "Live");
        String before = other.digest();
        fake.refuse("/evil");

        fixture.apply("shop", canary("1h") + Spec.route("evil"));

        assertThat(fixture.await("shop", Conditions.PROGRAMMED, "RolledBack").message())
                .contains("a-first")
                .contains("cannot serve it");
        assertThat(other.digest()).isEqualTo(before);
        assertThat(fixture.published("shop")).contains("/good");
    }

    @Test
    void nextProcessBeginsTheTrialAnew() {
        fixture.apply("shop", canary("1h") + Spec.to(upstream.url(), "a"));
        List<GatewayPod> pods = fixture.pods("shop", 2);
        fixture.await("shop", Conditions.LIVE, "Live");
        fixture.apply("shop", canary("1h") + Spec.to(upstream.url(), "a", "b"));
        Await.until(() -> digests(pods).toString(), () -> digests(pods).size() == 2);

        fixture.restart();
        fixture.touch("shop");
        fixture.await("shop", Conditions.PROGRAMMED, "OnTrial");
        assertThat(digests(pods)).hasSize(2);
        fixture.apply("shop", canary("1s") + Spec.to(upstream.url(), "a", "c"));

        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(fixture.published("shop")).contains("/c");
        assertThat(digests(pods)).hasSize(1);
    }
}
