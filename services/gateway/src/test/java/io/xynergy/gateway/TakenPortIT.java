package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A gateway one of whose ports is another's says which, and lets go of all that it had. */
@OnBothCarriers
final class TakenPortIT {

    private final Lanes.Choice carrier;

    TakenPortIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    @Test
    void takenTrafficPortIsNamed() throws Exception {
        try (var taken = new ServerSocket(0)) {
            assertDoesNotStart(taken.getLocalPort(), 0, taken.getLocalPort());
        }
    }

    @Test
    void takenAdminPortIsNamedAndTheTrafficPortIsFreeAgain() throws Exception {
        int traffic;
        try (var free = new ServerSocket(0)) {
            traffic = free.getLocalPort();
        }
        try (var taken = new ServerSocket(0)) {
            assertDoesNotStart(traffic, taken.getLocalPort(), taken.getLocalPort());
        }
        new ServerSocket(traffic).close();
    }

    private void assertDoesNotStart(int port, int adminPort, int taken) throws IOException {
        try (var upstream = FakeUpstream.start()) {
            GatewayFixture.Builder gateway =
                    GatewayFixture.on(carrier)
                            .upstream(upstream)
                            .options(options -> options.ports(port, adminPort));
            assertThatThrownBy(gateway::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(taken));
        }
    }
}
