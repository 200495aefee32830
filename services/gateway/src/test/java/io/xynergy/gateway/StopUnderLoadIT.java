package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayProcess;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.TestCertificates;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/**
 * SIGTERM while clients work, without any delay: each request is answered in full, or its
 * connection was refused before it was sent.
 */
@OnBothCarriers
final class StopUnderLoadIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int STOPS = 3;
    private static final int CLIENTS_OF_A_KIND = 3;
    private static final int RESPONSES_BEFORE = 150;

    private final Lanes.Choice carrier;
    private final Queue<String> lost = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean refused;

    StopUnderLoadIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    /** How clients reach the gateway. */
    @FunctionalInterface
    private interface Connecting {
        RawClient connect() throws IOException;
    }

    @Test
    void noRequestIsLost() throws Exception {
        TestCertificates certificates = TestCertificates.make();
        try (FakeUpstream upstream = FakeUpstream.start()) {
            for (int stop = 0; stop < STOPS; stop++) {
                answered.set(0);
                refused = false;
                stopUnderLoad(upstream, certificates);
            }
        }
        assertThat(lost).isEmpty();
    }

    private void stopUnderLoad(FakeUpstream upstream, TestCertificates certificates)
            throws Exception {
        SSLContext trusting = certificates.client();
        List<Thread> clients = new ArrayList<>();
        try (GatewayProcess gateway = start(upstream, certificates)) {
            for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
                Connecting plain = () -> RawClient.connect(gateway.port());
                Connecting secure = () -> RawClient.connect(gateway.tlsPort(), trusting);
                for (Connecting way : List.of(plain, secure)) {
                    clients.add(Thread.ofPlatform().start(() -> load("kept", way, 1, true)));
                    clients.add(Thread.ofPlatform().start(() -> load("new", way, 1, false)));
                    clients.add(Thread.ofPlatform().start(() -> load("pipelined", way, 3, true)));
                }
            }
            Await.until("the load is on", () -> answered.get() >= RESPONSES_BEFORE);
            gateway.stop();
            for (Thread client : clients) {
                client.join(Await.BOUND);
                assertThat(client.isAlive()).as("a client still works").isFalse();
            }
        } finally {
            refused = true;
        }
    }

    private GatewayProcess start(FakeUpstream upstream, TestCertificates certificates)
            throws IOException {
        String policy =
                """
                apiVersion: gateway.xynergy.io/v1alpha1
                kind: GatewayPolicy
                metadata: {name: test}
                spec:
                  gateway: {drain: 20s, tls: {secret: edge}}
                  services: [{name: up, url: "%s"}]
                  routes:
                    - name: all
                      match: [{path: {prefix: /}}]
                      to: [{service: up}]
                      auth: {mode: None}
                """
                        .formatted(upstream.url());
        return GatewayProcess.start(
                carrier,
                "true",
                List.of("-Xmx128m", "-XX:+UseSerialGC"),
                Map.of(
                        "policy.yaml",
                        policy,
                        "secrets/edge/tls.crt",
                        certificates.chain("good"),
                        "secrets/edge/tls.key",
                        certificates.key("good")));
    }

    /** Connects again and again until that is refused. */
    private void load(String kind, Connecting way, int atOnce, boolean keeps) {
        while (!refused) {
            RawClient client;
            try {
                client = way.connect();
            } catch (ConnectException e) {
                return;
            } catch (SSLException e) {
                lost.add(kind + " in the handshake: " + e);
                return;
            } catch (IOException e) {
                lost.add(kind + " while connecting: " + e);
                return;
            }
            try (client) {
                work(kind, client, atOnce, keeps);
            } catch (IOException e) {
                lost.add(kind + " while closing: " + e);
            }
        }
    }

    /** Sends request after request until a response says that it is the last one. */
    private void work(String kind, RawClient client, int atOnce, boolean keeps) {
        for (int round = 0; !refused; round++) {
            int read = 0;
            try {
                client.send(GET.repeat(atOnce));
                boolean last = false;
                while (read < atOnce && !last) {
                    Response response = client.read();
                    read++;
                    if (response.status() != 200) {
                        lost.add(kind + ": " + response.head());
                    }
                    answered.incrementAndGet();
                    last = response.values("Connection").contains("close");
                }
                if (last && read < atOnce) {
                    lost.add("%s: response %d was the last of %d".formatted(kind, read, atOnce));
                }
                if (last || !keeps) {
                    return;
                }
            } catch (IOException e) {
                lost.add("%s, round %d, behind %d responses: %s".formatted(kind, round, read, e));
                return;
            }
        }
    }
}
