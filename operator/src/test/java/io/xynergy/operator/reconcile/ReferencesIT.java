package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.GatewayPod;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies that are wrong, that miss something, or that want what others have. */
class ReferencesIT {

    private final OperatorFixture fixture = new OperatorFixture("references");

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void invalidSpecLeavesTheLastGoodOneInForce() {
        fixture.apply("shop", Spec.route("a"));
        var pods = fixture.pods("shop", 1);
        fixture.await("shop", Conditions.LIVE, "Live");
        String good = pods.getFirst().digest();

        fixture.apply("shop", Spec.route("b").replace("service: crm", "service: crmm"));
        var accepted = fixture.await("shop", Conditions.ACCEPTED, "Invalid");

        assertThat(accepted.message())
                .isEqualTo(
                        "spec.routes[0].to[0].service: no service named \"crmm\"; did you mean"
                                + " \"crm\"?");
        assertThat(pods.getFirst().digest()).isEqualTo(good);
        assertThat(fixture.published("shop")).contains("/a");
        assertThat(fixture.config("shop").live()).isEqualTo(good.substring(0, 12));
        fixture.restart();
        GatewayPod late = fixture.pod("shop");
        fixture.await("shop", status -> String.valueOf(status.pods()).contains("2/2"));
        assertThat(late.digest()).isEqualTo(good);
    }

    @Test
    void everythingThatIsMissingIsNamedAndFoundLater() {
        String spec =
                """
                  gateway:
                    tls: {secret: shop-tls, secrets: [partner-tls]}
                    redis: {secret: shop-redis}
                  services:
                    - {name: billing, url: "http://billing:8080"}
                    - name: crm
                      run: {image: "crm:1", env: [{name: DB_URL, secret: {name: crm-db, key: url}}]}
                  routes:
                    - {name: bills, match: [{path: {prefix: /b}}], to: [{service: billing}]}
                    - {name: contacts, match: [{path: {prefix: /c}}], to: [{service: crm}]}
                """;
        fixture.apply("shop", spec);

        var missing = fixture.await("shop", Conditions.RESOLVED_REFS, "SecretNotFound");
        assertThat(missing.message())
                .contains("Secret shop-tls")
                .contains("Secret partner-tls")
                .contains("Secret shop-redis")
                .contains("Service billing, for service billing")
                .contains("Secret crm-db, for service crm");
        assertThat(fixture.status("shop").routes())
                .extracting(route -> route.name() + " " + route.reason())
                .containsExactly("bills ServiceNotFound", "contacts SecretNotFound");
        secret("shop-tls", Map.of("tls.crt", "", "tls.key", ""));
        secret("partner-tls", Map.of("tls.crt", "", "tls.key", ""));
        secret("shop-redis", Map.of("uri", "eA=="));
        secret("crm-db", Map.of("other", ""));
        service("billing");
        var key = fixture.await("shop", Conditions.RESOLVED_REFS, "KeyNotFound");
        assertThat(key.message()).isEqualTo("missing: key url of Secret crm-db, for service crm");
        fixture.admin
                .secrets()
                .inNamespace(fixture.namespace)
                .withName("crm-db")
                .edit(found -> new SecretBuilder(found).addToData("url", "eA==").build());
        fixture.await("shop", Conditions.RESOLVED_REFS, "Resolved");
    }

    @Test
    void addressesThatPodsRefuseAreNamed() {
        String spec =
                """
                  services:
                    - {name: near, url: "http://localhost:9000"}
                    - {name: cloud, urls: ["http://10.0.0.1", "http://[::ffff:169.254.169.254]"]}
                    - {name: beside, url: "http://127.0.0.1:9001", allowLocalAddresses: true}
                  routes:
                    - {name: a, match: [{path: {prefix: /a}}], to: [{service: near}]}
                    - {name: b, match: [{path: {prefix: /b}}], to: [{service: beside}]}
                    - {name: c, match: [{path: {prefix: /c}}], to: [{service: cloud}]}
                """;
        fixture.apply("shop", spec);

        var refused = fixture.await("shop", Conditions.RESOLVED_REFS, "AddressRefused");
        assertThat(refused.message())
                .startsWith(
                        "service near: localhost is a loopback address (set allowLocalAddresses);"
                                + " service cloud: ")
                .endsWith(" is a link-local address (set allowLocalAddresses)")
                .doesNotContain("10.0.0.1", "127.0.0.1");
        assertThat(fixture.status("shop").routes())
                .extracting(route -> route.name() + " " + route.reason())
                .containsExactly("a AddressRefused");
    }

    private void service(String name) {
        fixture.admin
                .resource(
                        new ServiceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(fixture.namespace)
                                .endMetadata()
                                .withNewSpec()
                                .addNewPort()
                                .withPort(8080)
                                .endPort()
                                .endSpec()
                                .build())
                .create();
    }

    private void secret(String name, Map<String, String> data) {
        fixture.admin
                .resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .withNamespace(fixture.namespace)
                                .endMetadata()
                                .withData(data)
                                .build())
                .create();
    }

    @Test
    void ofTwoThatMatchTheSameTheOlderWins() {
        fixture.apply("first", Spec.route("a"));
        fixture.await("first", Conditions.PROGRAMMED, "Published");
        fixture.apply("second", Spec.route("a"));

        var conflict = fixture.await("second", Conditions.ACCEPTED, "Conflicted");
        assertThat(conflict.message()).contains("host *").contains("/a").contains("policy first");
        assertThat(fixture.await("first", Conditions.ACCEPTED, "Valid").holds()).isTrue();
        fixture.restart();
        fixture.touch("second");
        fixture.await("second", Conditions.ACCEPTED, "Conflicted");
        fixture.apply("first", Spec.route("b"));
        fixture.await("second", Conditions.ACCEPTED, "Valid");
        fixture.apply("first", Spec.route("a"));
        fixture.await("second", Conditions.ACCEPTED, "Conflicted");
        fixture.delete("first");
        fixture.await("second", Conditions.ACCEPTED, "Valid");
        fixture.await("second", Conditions.PROGRAMMED, "Published");
    }

    @Test
    void eventsSayWhatChanged() {
        fixture.apply("shop", Spec.route("a"));
        fixture.await("shop", Conditions.PROGRAMMED, "Published");
        fixture.apply("shop", Spec.route("b").replace("service: crm", "service: crmm"));
        fixture.await("shop", Conditions.ACCEPTED, "Invalid");

        Await.until(
                () -> ApiServer.shared().kubectl("get", "events", "-n", fixture.namespace).output(),
                () -> {
                    String events =
                            ApiServer.shared()
                                    .kubectl("events", "-n", fixture.namespace, "--for", "gwp/shop")
                                    .output();
                    return events.contains("ProgrammedPublished")
                            && events.contains("AcceptedInvalid")
                            && events.contains("did you mean");
                });
    }
}
