package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void everyUseHasItsOwnPortAndItsOwnOption() {
        assertThat(Arrays.stream(Ports.Use.values()).map(Ports.Use::usual)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(Ports.Use.values()).map(Ports.Use::option))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatIsNotChosenIsUsual() {
        var ports = new Ports(Map.of(Ports.Use.CRM, 7000));
        assertThat(ports.of(Ports.Use.CRM)).isEqualTo(7000);
        assertThat(ports.of(Ports.Use.GATEWAY)).isEqualTo(8080);
    }

    @Test
    void zeroIsSettledToAPort() throws IOException {
        Ports ports = new Ports(Map.of(Ports.Use.CRM, 0, Ports.Use.REDIS, 7001)).settled();
        assertThat(ports.of(Ports.Use.CRM)).isPositive();
        assertThat(ports.of(Ports.Use.REDIS)).isEqualTo(7001);
    }
}
