package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Clients who keep connections for ever would never meet the pods that came later. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class AgedConnectionIT {

    private static final String AGED = "xynergy_gateway_connections_closed_total{reason=\"aged\"}";

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        upstream = FakeUpstream.start();
        ClientTimeouts timeouts = ClientTimeouts.defaults().age(Duration.ZERO);
        gateway = GatewayFixture.on(carrier).upstream(upstream).timeouts(timeouts).start();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    @Test
    void anOldConnectionIsAnsweredInFullAndEndsWithItsResponse() throws IOException {
        long before = gateway.metric(AGED);
        RawClient client = gateway.connect();

        Response response = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.value("Connection")).isEqualTo("close");
        client.expectEnd();
        gateway.awaitMetric(AGED, before + 1);
    }
}
