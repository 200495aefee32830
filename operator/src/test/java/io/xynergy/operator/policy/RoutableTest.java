package io.xynergy.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RoutableTest {

    private static Service service(Consumer<ServiceSpec> more) {
        Service service =
                new ServiceBuilder()
                        .withNewMetadata()
                        .withName("bills")
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withName("api")
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build();
        more.accept(service.getSpec());
        return service;
    }

    @Test
    void portOfTheServiceIsFoundByItsNumberAndKnownByItsName() {
        assertThat(Routable.of("billing", 80, service(_ -> {})))
                .contains(new Routable("billing", "bills", "api", null));
        assertThat(Routable.of("billing", 81, service(_ -> {}))).isEmpty();
    }

    @Test
    void serviceWithoutAddressHasThePortOfItsPods() {
        assertThat(Routable.of("billing", 81, service(spec -> spec.setClusterIP("None"))))
                .contains(new Routable("billing", "bills", "", 81));
    }

    @Test
    void serviceWhoseAddressDoesMoreThanChooseKeepsIt() {
        assertThat(Routable.of("billing", 80, service(spec -> spec.setType("ExternalName"))))
                .isEmpty();
        assertThat(Routable.of("billing", 80, service(spec -> spec.setSessionAffinity("ClientIP"))))
                .isEmpty();
        assertThat(
                        Routable.of(
                                "billing",
                                80,
                                service(spec -> spec.setInternalTrafficPolicy("Local"))))
                .isEmpty();
    }
}
