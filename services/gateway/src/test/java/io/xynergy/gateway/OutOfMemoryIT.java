package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayProcess;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.wire.Lanes;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A process whose memory runs out all the same ends, so that another takes its place. */
@OnBothCarriers
final class OutOfMemoryIT {

    private final Lanes.Choice carrier;

    OutOfMemoryIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    @Test
    void lackOfDirectMemoryEndsTheProcess() throws Exception {
        String large = "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000);
        // Less than one buffer of a stream, and enough for what the JVM itself reads with.
        List<String> options = List.of("-Xmx64m", "-XX:MaxDirectMemorySize=56k");
        try (FakeUpstream upstream = FakeUpstream.replying(_ -> large);
                GatewayProcess gateway =
                        GatewayProcess.start(carrier, "true", options, policy(upstream));
                RawClient client = RawClient.connect(gateway.port())) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(gateway.awaitEnd()).isEqualTo(3);
        }
    }

    private static String policy(FakeUpstream upstream) {
        return """
        apiVersion: gateway.xynergy.io/v1alpha1
        kind: GatewayPolicy
        metadata: {name: small}
        spec:
          services: [{name: up, url: "%s"}]
          routes:
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up}]
              auth: {mode: None}
        """
                .formatted(upstream.url());
    }
}
