package io.xynergy.operator.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.xynergy.kit.identity.KeyDocument;
import io.xynergy.kit.identity.PublicKeyEntry;
import io.xynergy.kit.identity.SigningKey;
import io.xynergy.operator.resource.Conditions;
import io.xynergy.operator.testing.ApiServer;
import io.xynergy.operator.testing.Await;
import io.xynergy.operator.testing.GatewayPod;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gateways get a key to sign callers with, services its public part. */
class IdentityKeysIT {

    private final OperatorFixture fixture = new OperatorFixture("identity");

    @AfterEach
    void close() {
        fixture.close();
    }

    private @Nullable Secret secret() {
        return fixture.admin
                .secrets()
                .inNamespace(fixture.namespace)
                .withName("shop-identity")
                .get();
    }

    private @Nullable ConfigMap map() {
        return fixture.admin
                .configMaps()
                .inNamespace(fixture.namespace)
                .withName("shop-identity")
                .get();
    }

    private List<SigningKey> privateKeys() {
        Secret secret = secret();
        return secret == null
                ? List.of()
                : KeyDocument.readPrivate(
                        Base64.getDecoder().decode(secret.getData().get("keys.json")));
    }

    private List<PublicKeyEntry> publicKeys() {
        ConfigMap map = map();
        return map == null
                ? List.of()
                : KeyDocument.readPublic(
                        String.valueOf(map.getData().get("keys.json")).getBytes(UTF_8));
    }

    private static List<PublicKeyEntry> publicParts(List<SigningKey> keys) {
        return keys.stream().map(SigningKey::publicPart).toList();
    }

    private void awaitKeys(int number) {
        Await.until(
                () -> "keys " + privateKeys() + ", public " + publicKeys(),
                () ->
                        privateKeys().size() == number
                                && publicKeys().equals(publicParts(privateKeys())));
    }

    private @Nullable Deployment deployment(String name) {
        return fixture.admin
                .apps()
                .deployments()
                .inNamespace(fixture.namespace)
                .withName(name)
                .get();
    }

    private PodSpec pod(String name) {
        Await.until(() -> "no Deployment " + name, () -> deployment(name) != null);
        return Objects.requireNonNull(deployment(name)).getSpec().getTemplate().getSpec();
    }

    private boolean hasKeys(String name) {
        return pod(name).getVolumes().stream()
                .anyMatch(volume -> volume.getName().equals("identity"));
    }

    @Test
    void gatewaysMountThePrivateKeyAndServicesThePublicOne() {
        fixture.apply("shop", Spec.run(""));
        awaitKeys(1);

        PodSpec gateway = pod("shop-gateway");
        assertThat(gateway.getContainers().getFirst().getArgs())
                .containsSequence("--identity-key", "/etc/xynergy/identity/keys.json");
        assertThat(gateway.getVolumes())
                .filteredOn(volume -> volume.getName().equals("identity"))
                .singleElement()
                .satisfies(volume ->
                        assertThat(volume.getSecret().getSecretName()).isEqualTo("shop-identity"));
        PodSpec service = pod("shop-crm");
        assertThat(service.getContainers().getFirst().getEnv())
                .contains(new EnvVar("IDENTITY_KEYS", "/etc/xynergy/identity/keys.json", null));
        assertThat(service.getVolumes())
                .filteredOn(volume -> volume.getName().equals("identity"))
                .singleElement()
                .satisfies(volume -> {
                    assertThat(volume.getSecret()).isNull();
                    assertThat(volume.getConfigMap().getName()).isEqualTo("shop-identity");
                });
        assertThat(String.valueOf(map())).doesNotContain(privateKeys().getFirst().d());
    }

    @Test
    void nextKeyIsPublishedBeforeGatewaysUseIt() {
        fixture.apply("shop", Spec.run(""));
        awaitKeys(1);
        SigningKey first = privateKeys().getFirst();

        ApiServer.shared()
                .kubectl(
                        "annotate",
                        "--overwrite",
                        "-n",
                        fixture.namespace,
                        "secret/shop-identity",
                        "gateway.xynergy.io/rotate=1")
                .orFail();

        awaitKeys(2);
        assertThat(privateKeys()).contains(first);
        SigningKey second = privateKeys().getFirst();
        assertThat(second.from())
                .isBetween(
                        InstantSource.system().instant().plus(Duration.ofMinutes(8)),
                        InstantSource.system().instant().plus(Duration.ofMinutes(10)));
        fixture.awaitEvent("shop", "IdentityKeyRotated");
        fixture.touch("shop");
        assertThat(privateKeys()).containsExactly(second, first);

        fixture.later(Duration.ofMinutes(61));
        fixture.touch("shop");
        awaitKeys(1);
        assertThat(privateKeys()).containsExactly(second);
    }

    @Test
    void deletedSecretIsReplacedByAnotherKeyThatIsUsedAtOnce() {
        fixture.apply("shop", Spec.run(""));
        awaitKeys(1);
        SigningKey first = privateKeys().getFirst();

        fixture.admin.secrets().inNamespace(fixture.namespace).withName("shop-identity").delete();

        Await.until(
                () -> "keys " + privateKeys(),
                () -> privateKeys().size() == 1 && !privateKeys().contains(first));
        awaitKeys(1);
        assertThat(privateKeys().getFirst().from())
                .isBeforeOrEqualTo(InstantSource.system().instant());
    }

    @Test
    void editedConfigMapIsRestored() {
        fixture.apply("shop", Spec.run(""));
        awaitKeys(1);
        fixture.admin
                .configMaps()
                .inNamespace(fixture.namespace)
                .withName("shop-identity")
                .edit(found -> {
                    found.getData().put("keys.json", "{\"keys\":[]}");
                    return found;
                });
        Await.until(
                () -> String.valueOf(map()),
                () -> !String.valueOf(map()).contains("{\"keys\":[]}"));
        awaitKeys(1);
    }

    @Test
    void secretOfSomebodyElseIsNoKey() {
        fixture.admin
                .resource(
                        new SecretBuilder()
                                .withNewMetadata()
                                .withName("shop-identity")
                                .withNamespace(fixture.namespace)
                                .endMetadata()
                                .addToData("keys.json", "bWluZQ==")
                                .build())
                .create();

        fixture.apply("shop", Spec.run(""));

        assertThat(fixture.await("shop", Conditions.PROGRAMMED, "NameTaken").message())
                .contains("Secret shop-identity");
        assertThat(Objects.requireNonNull(secret()).getData())
                .isEqualTo(Map.of("keys.json", "bWluZQ=="));
        assertThat(map()).isNull();
    }

    /** As the first operator that knows identity keys finds a policy. */
    @Test
    void serviceAsksForProofsOnlyWhenNoGatewayIsLeftThatGivesNone() {
        fixture.apply("shop", Spec.run(""));
        awaitKeys(1);
        assertThat(hasKeys("shop-crm")).isTrue();
        fixture.annotate("shop", Instructions.PAUSE, "true");
        fixture.await("shop", Conditions.PAUSED, "Annotation");
        withoutKeys("shop-crm");
        withoutKeys("shop-gateway");
        String old = "shop-gateway-old";
        GatewayPod.create(fixture.admin, fixture.namespace, "shop", old, 9);

        fixture.removeAnnotation("shop", Instructions.PAUSE);
        Await.until(() -> "no key for gateways", () -> hasKeys("shop-gateway"));
        fixture.touch("shop");
        assertThat(hasKeys("shop-crm")).isFalse();
        assertThat(fixture.await("shop", Conditions.PROGRAMMED, "AwaitingGateways").message())
                .contains("shop-crm", old);

        fixture.admin
                .pods()
                .inNamespace(fixture.namespace)
                .withName(old)
                .withGracePeriod(0)
                .delete();
        Await.until(() -> "no key for the service", () -> hasKeys("shop-crm"));
        fixture.await("shop", Conditions.PROGRAMMED, "Published");
    }

    private void withoutKeys(String name) {
        fixture.admin
                .apps()
                .deployments()
                .inNamespace(fixture.namespace)
                .withName(name)
                .edit(deployment -> {
                    PodSpec pod = deployment.getSpec().getTemplate().getSpec();
                    pod.getVolumes().removeIf(volume -> volume.getName().equals("identity"));
                    var container = pod.getContainers().getFirst();
                    container
                            .getVolumeMounts()
                            .removeIf(mount -> mount.getName().equals("identity"));
                    container
                            .getEnv()
                            .removeIf(variable -> variable.getName().equals("IDENTITY_KEYS"));
                    container.setArgs(
                            container.getArgs().stream()
                                    .filter(argument -> !argument.contains("identity"))
                                    .toList());
                    return deployment;
                });
    }
}
