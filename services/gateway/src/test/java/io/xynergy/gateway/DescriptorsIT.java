package io.xynergy.gateway;

import static java.util.stream.Collectors.joining;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process with few file descriptors and many who want them. */
@OnBothCarriers
final class DescriptorsIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int CLIENTS = 260;

    /** More than seven of ten of 512 descriptors. */
    private static final int MANY = 400;

    private final Lanes.Choice carrier;

    DescriptorsIT(Lanes.Choice carrier) {
        this.carrier = carrier;
    }

    private GatewayProcess small(FakeUpstream upstream, int descriptors) throws IOException {
        return start(descriptors, Map.of("policy.yaml", policy("drain: 1s", upstream)));
    }

    private GatewayProcess start(int descriptors, Map<String, String> files) throws IOException {
        return GatewayProcess.start(
                carrier, "ulimit -n " + descriptors, List.of("-Xmx64m", "-XX:+UseSerialGC"), files);
    }

    private static String policy(String gateway, FakeUpstream... upstreams) {
        String addresses =
                Stream.of(upstreams)
                        .map(upstream -> "\"" + upstream.url() + "\"")
                        .collect(joining(", "));
        return """
        apiVersion: gateway.xynergy.io/v1alpha1
        kind: GatewayPolicy
        metadata: {name: small}
        spec:
          gateway: {%s}
          services: [{name: up, urls: [%s]}]
          routes:
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up}]
              auth: {mode: None}
        """
                .formatted(gateway, addresses);
    }

    @Test
    void everyListenerOutlivesATimeWithoutDescriptors() throws Exception {
        TestCertificates certificates = TestCertificates.make();
        List<RawClient> clients = new ArrayList<>();
        try (FakeUpstream upstream = FakeUpstream.start();
                GatewayProcess gateway =
                        start(
                                256,
                                Map.of(
                                        "policy.yaml",
                                        policy("drain: 1s, tls: {secret: edge}", upstream),
                                        "secrets/edge/tls.crt",
                                        certificates.chain("good"),
                                        "secrets/edge/tls.key",
                                        certificates.key("good")))) {
            // Each stays open to the end: a descriptor that is freed late would let another in.
            RawClient secure = RawClient.connect(gateway.tlsPort(), certificates.client());
            clients.add(secure);
            assertThat(secure.send(GET).read().text()).isEqualTo("ok");

            for (int port : List.of(gateway.port(), gateway.tlsPort())) {
                gateway.takeDescriptors();
                RawClient waiting = RawClient.connect(port);
                clients.add(waiting);
                gateway.awaitLog("accepting failed");
                gateway.freeDescriptors();

                int plainResponse = port == gateway.port() ? 200 : 400;
                assertThat(waiting.send(GET).read().status()).isEqualTo(plainResponse);
            }
            RawClient late = RawClient.connect(gateway.tlsPort(), certificates.client());
            clients.add(late);
            assertThat(late.send(GET).read().text()).isEqualTo("ok");
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void aLackOfDescriptorsIsNotHeldAgainstAnEndpoint() throws Exception {
        try (FakeUpstream one = FakeUpstream.start();
                FakeUpstream other = FakeUpstream.start();
                GatewayProcess gateway =
                        start(256, Map.of("policy.yaml", policy("drain: 1s", one, other)));
                RawClient client = RawClient.connect(gateway.port())) {
            client.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").read();
            gateway.takeDescriptors();

            client.send(GET);
            Response response = gateway.read(client);
            gateway.freeDescriptors();

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.error("code")).isEqualTo("overloaded");
            assertThat(response.value("Retry-After")).isEqualTo("1");
            for (int i = 0; i < 40; i++) {
                assertThat(client.send(GET).read().text()).isEqualTo("ok");
            }
            assertThat(one.accepted()).as("either is used at once").isPositive();
            assertThat(other.accepted()).as("either is used at once").isPositive();
            try (RawClient admin = RawClient.connect(gateway.adminPort())) {
                admin.send("GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                assertThat(admin.read().text())
                        .contains("xynergy_gateway_failures_total{kind=\"no_descriptor\"} 1");
            }
        }
    }

    @Test
    void listenerOutlivesALackOfDescriptors() throws Exception {
        var respondNow = new CountDownLatch(1);
        List<RawClient> clients = new ArrayList<>();
        try (FakeUpstream upstream = FakeUpstream.start();
                GatewayProcess gateway = small(upstream, 256);
                RawClient first = RawClient.connect(gateway.port())) {
            assertThat(first.send(GET).read().text()).isEqualTo("ok");
            upstream.serve(peer -> {
                while (peer.next() != null) {
                    respondNow.await();
                    peer.send(FakeUpstream.OK);
                }
            });
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(RawClient.connect(gateway.port()).send(GET));
            }
            // Those that are in hold a descriptor each and want another for the upstream; some get
            // none, and are told so while the others still wait.
            Await.until(
                    "somebody is answered for the lack",
                    () -> clients.stream().anyMatch(DescriptorsIT::hasResponse));
            respondNow.countDown();
            int served = 0;
            for (RawClient client : clients) {
                Response response = client.read();
                assertThat(response.status()).isIn(200, 503);
                served += response.status() == 200 ? 1 : 0;
                client.close();
            }

            assertThat(served).isPositive();
            try (RawClient late = RawClient.connect(gateway.port())) {
                assertThat(late.send(GET).read().text()).isEqualTo("ok");
            }
            assertThat(gateway.isAlive()).isTrue(); // the first may have had to go, as it rested
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static boolean hasResponse(RawClient client) {
        try {
            return client.hasMore();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void clientsBeyondTheMostWaitUntilOthersGo() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (FakeUpstream upstream = FakeUpstream.start();
                GatewayProcess gateway = small(upstream, 512)) {
            for (int i = 0; i < MANY; i++) {
                clients.add(RawClient.connect(gateway.port()));
            }
            RawClient last = clients.getLast().send(GET);
            assertThat(clients.getFirst().send(GET).read().text()).isEqualTo("ok");
            // Those who have sent nothing for a while may have had to go already.
            for (RawClient client : clients.subList(0, MANY / 2)) {
                client.close();
            }

            assertThat(last.read().text()).isEqualTo("ok");
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
