package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private static EndpointSlice slice(String service, String address, @Nullable Boolean ready) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withLabels(Map.of("gateway.xynergy.io/service", service))
                .endMetadata()
                .addNewPort()
                .withPort(8080)
                .endPort()
                .addNewEndpoint()
                .withAddresses(address)
                .withNewConditions()
                .withReady(ready)
                .endConditions()
                .endEndpoint()
                .build();
    }

    private static String document(EndpointSlice... slices) {
        return new String(Endpoints.document(List.of(slices)), StandardCharsets.UTF_8);
    }

    @Test
    void slicesOfAServiceAreOneListInOneOrder() {
        assertThat(document(slice("crm", "10.0.0.9", true), slice("crm", "10.0.0.7", null)))
                .isEqualTo(
                        "{\"services\":{\"crm\":[{\"host\":\"10.0.0.7\",\"port\":8080},"
                                + "{\"host\":\"10.0.0.9\",\"port\":8080}]}}")
                .isEqualTo(
                        document(slice("crm", "10.0.0.7", true), slice("crm", "10.0.0.9", true)));
    }

    @Test
    void serviceWithoutReadyEndpointsHasNone() {
        assertThat(document(slice("crm", "10.0.0.9", false)))
                .isEqualTo("{\"services\":{\"crm\":[]}}");
    }

    @Test
    void serviceWithoutSlicesIsNotNamed() {
        assertThat(document()).isEqualTo("{\"services\":{}}");
    }
}
