package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Answer;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long a client's connection lives (RFC 9112, 9.3). */
@OnBothCarriers
class KeepAliveIT {

    private final Lanes.Choice carrier;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    KeepAliveIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    @BeforeEach
    void start() throws IOException {
        upstream = FakeUpstream.start();
        gateway = GatewayFixture.start(carrier, upstream);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void aConnectionServesRequestAfterRequest() throws IOException {
        RawClient client = gateway.connect();
        for (int i = 0; i < 20; i++) {
            Answer answer = client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n").read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.values("Connection")).isEmpty();
        }
        assertThat(gateway.metric("xynergy_gateway_connections_accepted_total")).isOne();
    }
}
