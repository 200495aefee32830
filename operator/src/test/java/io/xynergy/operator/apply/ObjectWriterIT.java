package io.xynergy.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.xynergy.kit.metrics.Meters;
import io.xynergy.operator.testing.ApiServer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two writers of one object: what one has not seen it does not overwrite. */
class ObjectWriterIT {

    private static final ApiServer SERVER = ApiServer.shared();

    private final String namespace = SERVER.namespace("writer");
    private final ObjectWriter one = new ObjectWriter(SERVER.admin(), new Meters());
    private final ObjectWriter two = new ObjectWriter(SERVER.admin(), new Meters());

    private Secret secret(String value, String uid) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("key")
                .withNamespace(namespace)
                .withOwnerReferences(
                        new OwnerReferenceBuilder()
                                .withApiVersion("gateway.xynergy.io/v1alpha1")
                                .withKind("GatewayPolicy")
                                .withName("shop")
                                .withUid(uid)
                                .build())
                .endMetadata()
                .withType("Opaque")
                .withData(Map.of("key", value))
                .build();
    }

    private Secret stored() {
        return SERVER.admin().secrets().inNamespace(namespace).withName("key").get();
    }

    private static void assertConflict(Runnable write) {
        assertThatThrownBy(write::run)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
    }

    @Test
    void ofTwoThatMakeItOneDoes() {
        one.writeUnlessChanged(secret("b25l", "1"), null);

        assertConflict(() -> two.writeUnlessChanged(secret("dHdv", "1"), null));
        assertThat(stored().getData()).isEqualTo(Map.of("key", "b25l"));
    }

    @Test
    void ofTwoThatChangeItOneDoes() {
        one.writeUnlessChanged(secret("b25l", "1"), null);
        Secret seen = stored();
        one.writeUnlessChanged(secret("bmV3", "1"), seen);

        assertConflict(() -> two.writeUnlessChanged(secret("dHdv", "1"), seen));
        assertThat(stored().getData()).isEqualTo(Map.of("key", "bmV3"));
        assertThat(two.writeUnlessChanged(secret("dHdv", "1"), stored()))
                .isInstanceOf(Written.Changed.class);
        assertThat(two.writeUnlessChanged(secret("dHdv", "1"), stored()))
                .isInstanceOf(Written.Unchanged.class);
    }

    @Test
    void objectOfSomebodyElseIsLeftAlone() {
        one.writeUnlessChanged(secret("b25l", "1"), null);

        assertThat(two.writeUnlessChanged(secret("dHdv", "2"), stored()))
                .isInstanceOf(Written.Taken.class);
        assertThat(stored().getData()).isEqualTo(Map.of("key", "b25l"));
    }
}
