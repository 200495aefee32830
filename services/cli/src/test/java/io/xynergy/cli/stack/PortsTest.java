package io.xynergy.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
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
        Ports ports =
                new Ports(Map.of(Ports.Use.CRM, 0, Ports.Use.REDIS, 7001)).settled(new Random(1));
        assertThat(ports.of(Ports.Use.CRM)).isPositive();
        assertThat(ports.of(Ports.Use.REDIS)).isEqualTo(7001);
    }

    @Test
    void settledPortsDifferAndAreNotThoseOfOutgoingConnections() throws IOException {
        Map<Ports.Use, Integer> free = new EnumMap<>(Ports.Use.class);
        Arrays.stream(Ports.Use.values()).forEach(use -> free.put(use, 0));
        Ports ports = new Ports(free).settled(repeating(new Random(2)));
        assertThat(Arrays.stream(Ports.Use.values()).map(ports::of))
                .doesNotHaveDuplicates()
                .allMatch(port -> port >= 20_000 && port < 32_768);
    }

    @Test
    void aPortInUseIsNotTaken() throws IOException {
        Map<Ports.Use, Integer> free = Map.of(Ports.Use.CRM, 0);
        int first = new Ports(free).settled(new Random(3)).of(Ports.Use.CRM);
        try (var _ = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            int second = new Ports(free).settled(new Random(3)).of(Ports.Use.CRM);
            assertThat(second).isNotEqualTo(first);
        }
    }

    /** Gives each number twice. */
    private static RandomGenerator repeating(RandomGenerator random) {
        return new RandomGenerator() {
            private long last;
            private boolean again;

            @Override
            public long nextLong() {
                last = again ? last : random.nextLong();
                again = !again;
                return last;
            }
        };
    }
}
