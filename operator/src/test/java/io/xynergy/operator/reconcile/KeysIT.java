package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.resource.PolicyStatus;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.FakeAdmin;
import io.xynergy.operator.testing.GatewayPod;
import io.xynergy.policy.compiled.Policies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys are made, replaced and taken back. */
class KeysIT {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration DAY = Duration.ofDays(1);

    private static final String KEYS =
            "  auth: {apiKeys: [{name: acme, tenant: acme, scopes: [crm.read],"
                    + " rotateEvery: 720h, overlap: 24h}]}\n";

    private final OperatorFixture fixture = new OperatorFixture("keys");
    private final FakeAdmin slow = new FakeAdmin();

    @AfterEach
    void close() {
        slow.close();
        fixture.close();
    }

    private Secret secret(String name) {
        return fixture.admin.secrets().inNamespace(fixture.namespace).withName(name).get();
    }

    private String value(String key) {
        return new String(
                Base64.getDecoder().decode(secret("shop-key-acme").getData().get(key)),
                StandardCharsets.US_ASCII);
    }

    private static String hash(String value) {
        return Policies.digest(value.getBytes(StandardCharsets.US_ASCII));
    }

    private PolicyStatus.Key key() {
        return Objects.requireNonNull(fixture.status("shop").keys()).getFirst();
    }

    private void ask(String secret, String value) {
        ApiServer.shared()
                .kubectl(
                        "annotate",
                        "--overwrite",
                        "-n",
                        fixture.namespace,
                        "secret/" + secret,
                        "gateway.xynergy.io/rotate=" + value)
                .orFail();
    }

    /** Pods have a change before it is written down. */
    private void awaitPublished(String first, String second) {
        Await.until(
                () -> fixture.published("shop"),
                () -> {
                    String published = fixture.published("shop");
                    return published.contains(hash(first)) && published.contains(hash(second));
                });
    }

    @Test
    void keyIsMadeAndPodsKnowOnlyItsHash() {
        String local = "127.0.0.1:9\", allowLocalAddresses: true";
        fixture.apply("shop", KEYS + Spec.route("a").replace("127.0.0.1:9\"", local));
        List<GatewayPod> pods = fixture.pods("shop", 2);
        fixture.await("shop", Conditions.LIVE, "Live");

        String value = value("key");
        assertThat(fixture.published("shop")).contains(hash(value)).doesNotContain(value);
        assertThat(pods).allMatch(pod -> pod.digest().startsWith(fixture.config("shop").live()));
        assertThat(value).startsWith(key().id() + "_");
        assertThat(Duration.between(at(key().rotatedAt()), at(key().nextRotation())))
                .isEqualTo(MONTH);
        assertThat(key().previousValidUntil()).isNull();
        fixture.await("shop", Conditions.RESOLVED_REFS, "Resolved");
        fixture.awaitEvent("shop", "ApiKeyMade");
    }

    private static Instant at(@Nullable String text) {
        return Instant.parse(String.valueOf(text));
    }

    @Test
    void valueIsReplacedInTimeWithoutAPodThatRefusesIt() {
        fixture.apply("shop", KEYS + Spec.route("a"));
        fixture.pods("shop", 1);
        slow.asPod(fixture.admin, fixture.namespace, "shop", "slow");
        fixture.await("shop", Conditions.LIVE, "Live");
        String first = value("key");
        Long generation = generation();
        slow.mood(FakeAdmin.Mood.FROZEN);

        fixture.later(MONTH);
        fixture.touch("shop");
        fixture.await("shop", Conditions.LIVE, "Laggards");
        String second = value("next");
        assertThat(value("key")).isEqualTo(first);
        awaitPublished(first, second);

        slow.mood(FakeAdmin.Mood.ACCEPT);
        Await.until(() -> "not shown", () -> value("key").equals(second));
        fixture.await("shop", status -> second.startsWith(key().id() + "_"));
        assertThat(Duration.between(at(key().rotatedAt()), at(key().previousValidUntil())))
                .isEqualTo(DAY);
        assertThat(secret("shop-key-acme").getData()).containsOnlyKeys("key");
        fixture.awaitEvent("shop", "ApiKeyRotated");

        fixture.later(DAY.minusMinutes(1));
        fixture.touch("shop");
        awaitPublished(first, second);
        fixture.later(Duration.ofMinutes(1));
        fixture.touch("shop");
        Await.until(() -> "still valid", () -> !fixture.published("shop").contains(hash(first)));
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(fixture.published("shop")).contains(hash(second));
        assertThat(generation()).isEqualTo(generation);
        fixture.awaitEvent("shop", "ApiKeyRevoked");
    }

    private Long generation() {
        return fixture.admin
                .apps()
                .deployments()
                .inNamespace(fixture.namespace)
                .withName("shop-gateway")
                .get()
                .getMetadata()
                .getGeneration();
    }

    @Test
    void rotationGoesOnInTheNextProcess() {
        fixture.apply("shop", KEYS + Spec.route("a"));
        fixture.pods("shop", 0);
        slow.asPod(fixture.admin, fixture.namespace, "shop", "slow");
        fixture.await("shop", Conditions.LIVE, "Live");
        slow.mood(FakeAdmin.Mood.FROZEN);
        ask("shop-key-acme", "1");
        Await.until(
                () -> "no next value", () -> secret("shop-key-acme").getData().containsKey("next"));
        String next = value("next");

        fixture.restart();
        slow.mood(FakeAdmin.Mood.ACCEPT);

        Await.until(() -> "not shown", () -> value("key").equals(next));
    }

    @Test
    void keyIsReplacedWhenSomebodyAsks() {
        fixture.apply("shop", KEYS + Spec.route("a"));
        fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        String first = value("key");

        ask("shop-key-acme", "1");
        Await.until(() -> "the same", () -> !value("key").equals(first));
        String second = value("key");
        awaitPublished(first, second);
        fixture.touch("shop");
        assertThat(value("key")).isEqualTo(second);
    }

    @Test
    void deletedSecretIsAKeyTakenBackAtOnce() {
        fixture.apply("shop", KEYS + Spec.route("a"));
        fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        String first = value("key");

        fixture.admin.secrets().inNamespace(fixture.namespace).withName("shop-key-acme").delete();

        Await.until(() -> "still valid", () -> !fixture.published("shop").contains(hash(first)));
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(fixture.published("shop")).contains(hash(value("key")));
    }

    @Test
    void keyThatThePolicyNamesNoMoreIsGone() {
        fixture.apply("shop", KEYS + Spec.route("a"));
        fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        String first = value("key");

        fixture.apply("shop", "  auth: {apiKeys: []}\n" + Spec.route("a"));

        Await.until(() -> "it is there", () -> secret("shop-key-acme") == null);
        Await.until(() -> "still valid", () -> !fixture.published("shop").contains(hash(first)));
        fixture.await("shop", status -> status.keys() == null);
        fixture.await("shop", Conditions.LIVE, "Live");
    }

    @Test
    void dayOfTheLastUseIsInTheStatusAlsoWhenThePodIsGone() throws Exception {
        fixture.apply(
                "shop", KEYS + Spec.route("a").replace("to:", "auth: {mode: Required}\n      to:"));
        GatewayPod pod = fixture.pods("shop", 1).getFirst();
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(key().lastUsed()).isNull();

        LocalDate before = LocalDate.now(ZoneOffset.UTC);
        assertThat(status(pod, value("key"))).isNotEqualTo(401);
        LocalDate after = LocalDate.now(ZoneOffset.UTC);
        awaitLastUse();

        assertThat(key().lastUsed()).isIn(before.toString(), after.toString());
        fixture.admin.pods().inNamespace(fixture.namespace).withName(pod.name()).delete();
        fixture.pods("shop", 1);
        fixture.restart();
        fixture.later(Duration.ofMinutes(1));
        fixture.touch("shop");
        fixture.await("shop", Conditions.LIVE, "Live");
        assertThat(key().lastUsed()).isIn(before.toString(), after.toString());
    }

    /** The operator asks once a minute, and says it once the pods have responded. */
    private void awaitLastUse() {
        Await.until(
                () -> "no day of the last use",
                () -> {
                    fixture.later(Duration.ofMinutes(1));
                    fixture.touch("shop");
                    return key().lastUsed() != null;
                });
    }

    private static int status(GatewayPod pod, String key) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:%d/a".formatted(pod.gateway().port()));
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(uri).header("X-Api-Key", key).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void podsCannotPutTheLastUseIntoTheFutureOrThePast() {
        fixture.apply("shop", KEYS + Spec.route("a"));
        fixture.pods("shop", 0);
        slow.asPod(fixture.admin, fixture.namespace, "shop", "slow");
        fixture.await("shop", Conditions.LIVE, "Live");
        slow.keys(
                """
                {"keys":[{"name":"acme","id":"k_1","lastUsed":"9999-12-31"},
                {"name":"acme","id":"k_2","lastUsed":"2001-01-01"},
                {"name":"acme","id":"k_3","lastUsed":"soon"},{"name":"acme"},{},7]}
                """);
        LocalDate before = LocalDate.now(ZoneOffset.UTC);
        awaitLastUse();

        LocalDate day = LocalDate.parse(String.valueOf(key().lastUsed()));
        assertThat(day).isBetween(before, before.plusDays(1));
        slow.keys("{\"keys\":[{\"name\":\"acme\",\"id\":\"k_2\",\"lastUsed\":\"2001-01-01\"}]}");
        fixture.later(Duration.ofMinutes(1));
        fixture.touch("shop");
        assertThat(LocalDate.parse(String.valueOf(key().lastUsed()))).isAfterOrEqualTo(day);
    }

    @Test
    void steadyStateWritesNoSecret() {
        fixture.apply("shop", KEYS + Spec.route("a"));
        fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        fixture.touch("shop");
        String version = secret("shop-key-acme").getMetadata().getResourceVersion();
        String delivery = secret("shop-delivery").getMetadata().getResourceVersion();

        fixture.restart();
        fixture.touch("shop");

        assertThat(fixture.operator().writes()).isZero();
        assertThat(secret("shop-key-acme").getMetadata().getResourceVersion()).isEqualTo(version);
        assertThat(secret("shop-delivery").getMetadata().getResourceVersion()).isEqualTo(delivery);
    }

    @Test
    void secretOfSomebodyElseIsNoKey() {
        fixture.admin
                .resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName("shop-key-acme")
                                .withNamespace(fixture.namespace)
                                .endMetadata()
                                .addToData("key", "bWluZQ==")
                                .build())
                .create();

        fixture.apply("shop", KEYS + Spec.route("a"));

        assertThat(fixture.await("shop", Conditions.PROGRAMMED, "NameTaken").message())
                .contains("Secret shop-key-acme");
        assertThat(secret("shop-key-acme").getData()).isEqualTo(Map.of("key", "bWluZQ=="));
        assertThat(fixture.published("shop")).doesNotContain("sha256\":");
    }

    @Test
    void deliveriesGoOnWhileTheirKeyIsReplaced() {
        fixture.apply("shop", Spec.route("a"));
        GatewayPod pod = fixture.pods("shop", 1).getFirst();
        fixture.await("shop", Conditions.LIVE, "Live");
        String first = String.valueOf(secret("shop-delivery").getData().get("key"));

        ask("shop-delivery", "1");
        Await.until(
                () -> "not replaced",
                () -> first.equals(secret("shop-delivery").getData().get("previous")));
        fixture.awaitEvent("shop", "DeliveryKeyRotated");
        change("b");
        pod.remount();
        change("c");
        GatewayPod late = fixture.pod("shop");
        fixture.later(Duration.ofMinutes(11));
        change("d");
        fixture.later(Duration.ofHours(1));
        fixture.touch("shop");
        assertThat(secret("shop-delivery").getData()).containsOnlyKeys("key");
        pod.remount();
        late.remount();
        change("e");
    }

    private void change(String route) {
        fixture.apply("shop", Spec.route(route));
        fixture.await("shop", Conditions.LIVE, "Live");
    }

    @Test
    void podThatNeverGetsTheKeyIsNamed() {
        fixture.apply("shop", Spec.route("a"));
        GatewayPod pod = fixture.pods("shop", 1).getFirst();
        fixture.await("shop", Conditions.LIVE, "Live");
        ask("shop-delivery", "1");
        Await.until(
                () -> "not replaced",
                () -> secret("shop-delivery").getData().containsKey("previous"));
        fixture.later(Duration.ofMinutes(11));

        fixture.apply("shop", Spec.route("b"));
        var live = fixture.await("shop", Conditions.LIVE, "Laggards");

        assertThat(live.message()).contains(pod.name()).contains("delivery key");
        pod.remount();
        fixture.await("shop", Conditions.LIVE, "Live");
    }
}
