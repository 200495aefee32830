package io.xynergy.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.xynergy.operator.policy.Routable;
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
        return new String(
                Endpoints.document(List.of(slices), List.of(), 0), StandardCharsets.UTF_8);
    }

    @Test
    void slicesOfAServiceAreOneListInOneOrder() {
        assertThat(document(slice("crm", "10.0.0.9", true), slice("crm", "10.0.0.7", null)))
                .isEqualTo(
                        "{\"services\":{\"crm\":[{\"host\":\"10.0.0.7\",\"port\":8080},"
                                + "{\"host\":\"10.0.0.9\",\"port\":8080}]},\"replicas\":1}")
                .isEqualTo(
                        document(slice("crm", "10.0.0.7", true), slice("crm", "10.0.0.9", true)));
    }

    @Test
    void serviceWithoutReadyEndpointsHasNone() {
        assertThat(document(slice("crm", "10.0.0.9", false)))
                .isEqualTo("{\"services\":{\"crm\":[]},\"replicas\":1}");
    }

    private static String foreign(Routable service, EndpointSlice... slices) {
        return new String(
                Endpoints.document(
                        List.of(), List.of(new Endpoints.Foreign(service, List.of(slices))), 3),
                StandardCharsets.UTF_8);
    }

    private static EndpointSlice ports(String... names) {
        var slice =
                new EndpointSliceBuilder(slice("other", "10.0.0.9", true))
                        .withPorts()
                        .editMetadata()
                        .withLabels(null)
                        .endMetadata();
        for (int i = 0; i < names.length; i++) {
            slice.addNewPort().withName(names[i]).withPort(9000 + i).endPort();
        }
        return slice.build();
    }

    @Test
    void serviceOfSomebodyElseGoesToThePodsPortOfTheNamedPort() {
        var service = new Routable("billing", "bills", "api", null);

        assertThat(foreign(service, ports("web", "api")))
                .isEqualTo(
                        "{\"services\":{\"billing\":[{\"host\":\"10.0.0.9\",\"port\":9001}]},\"replicas\":3}");
        assertThat(foreign(service, ports("web")))
                .isEqualTo("{\"services\":{\"billing\":[]},\"replicas\":3}");
        assertThat(foreign(service)).isEqualTo("{\"services\":{},\"replicas\":3}");
    }

    @Test
    void onePortNeedsNoName() {
        assertThat(foreign(new Routable("billing", "bills", "", null), ports("")))
                .contains("\"port\":9000");
    }

    @Test
    void portOfAServiceWithoutAddressIsThePods() {
        assertThat(foreign(new Routable("billing", "bills", "", 7000), ports("web")))
                .contains("\"port\":7000");
    }

    @Test
    void serviceWithoutSlicesIsNotNamed() {
        assertThat(document()).isEqualTo("{\"services\":{},\"replicas\":1}");
    }
}
