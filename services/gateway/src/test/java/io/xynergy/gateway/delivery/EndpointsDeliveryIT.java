package io.xynergy.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SignedRequest;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code PUT /endpoints}: where services run, as an operator delivers it. */
@OnBothCarriers
final class EndpointsDeliveryIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private final FakeUpstream byName = Documents.upstream("by name");
    private final FakeUpstream a = Documents.upstream("a");
    private final FakeUpstream b = Documents.upstream("b");
    private final DeliveredGateway gateway;

    EndpointsDeliveryIT(Lanes.Choice carrier) throws IOException {
        gateway = DeliveredGateway.start(carrier, Documents.to(byName.url()), 1);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        byName.close();
        a.close();
        b.close();
    }

    private void deliver(long revision, byte[] document) throws IOException {
        Response response = gateway.put("/endpoints", revision, document);
        assertThat(response.status()).as(response.text()).isEqualTo(200);
    }

    private String ask() throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send(GET).read().text();
        }
    }

    @Test
    void deliveredEndpointsTakeThePlaceOfTheName() throws IOException {
        byte[] document = Documents.endpoints(a);
        assertThat(ask()).isEqualTo("by name");

        Response response = gateway.put("/endpoints", 3, document);

        assertThat(response.text())
                .startsWith(
                        "{\"digest\":\"%s\",\"revision\":3,\"since\":\""
                                .formatted(SignedRequest.sha256(document)));
        assertThat(ask()).isEqualTo("a");
        assertThat(gateway.pages().get("/config").text())
                .contains("\"endpoints\":{\"digest\":\"" + SignedRequest.sha256(document))
                .contains("\"revision\":3,\"since\":")
                .contains("\"revision\":1,");
        assertThat(gateway.pages().metric("xynergy_gateway_endpoints_revision")).isEqualTo(3);
    }

    @Test
    void serviceWithoutEndpointsIsAnswered503AtOnce() throws IOException {
        deliver(1, Documents.endpoints());
        try (RawClient client = gateway.connect()) {
            Response response = client.send(GET).read();

            assertThat(response.status()).isEqualTo(503);
            assertThat(response.error("code")).isEqualTo("no_endpoint");
            assertThat(response.values("Retry-After")).isNotEmpty();
        }
    }

    @Test
    void serviceThatIsNoLongerNamedGoesByItsNameAgain() throws IOException {
        deliver(1, Documents.endpoints(a));
        assertThat(ask()).isEqualTo("a");

        deliver(2, Documents.utf8("{\"services\":{\"another\":[]}}"));

        Await.until("the name counts", () -> asked().equals("by name"));
    }

    private String asked() {
        try {
            return ask();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void podThatLeavesFinishesItsRequestsAndGetsNoOthers() throws Exception {
        var arrived = new CountDownLatch(1);
        var until = new CountDownLatch(1);
        try (FakeUpstream leaving =
                        FakeUpstream.serving(peer -> {
                            while (peer.next() != null) {
                                arrived.countDown();
                                until.await();
                                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlast");
                            }
                        });
                RawClient client = gateway.connect()) {
            deliver(1, Documents.endpoints(leaving));
            client.send(GET);
            arrived.await();

            deliver(2, Documents.endpoints(a));
            for (int i = 0; i < 20; i++) {
                assertThat(ask()).isEqualTo("a");
            }
            until.countDown();

            assertThat(client.read().text()).isEqualTo("last");
            Await.until("its connection is closed", () -> leaving.connections() == 0);
            assertThat(client.send(GET).read().text()).isEqualTo("a");
            assertThat(leaving.accepted()).isEqualTo(1);
        }
    }

    @Test
    void idleConnectionsToAPodThatLeavesAreClosedAndOthersKept() throws IOException {
        deliver(1, Documents.endpoints(a, b));
        for (int i = 0; i < 50; i++) {
            ask();
        }
        assertThat(a.connections()).isPositive();
        int before = b.accepted();
        assertThat(before).isPositive();

        deliver(2, Documents.endpoints(b));
        Await.until("idle connections are closed", () -> a.connections() == 0);
        for (int i = 0; i < 20; i++) {
            assertThat(ask()).isEqualTo("b");
        }

        assertThat(b.accepted()).isEqualTo(before);
    }

    @Test
    void podThatComesBackIsUsedAgain() throws IOException {
        deliver(1, Documents.endpoints(a));
        assertThat(ask()).isEqualTo("a");
        deliver(2, Documents.endpoints(b));
        assertThat(ask()).isEqualTo("b");

        deliver(3, Documents.endpoints(a));

        assertThat(ask()).isEqualTo("a");
        assertThat(ask()).isEqualTo("a");
    }

    @Test
    void endpointsMayComeBeforeTheConfigurationThatNamesTheirService() throws IOException {
        byte[] document =
                Documents.utf8(
                        Documents.text(Documents.endpoints(a)).replace("\"up\"", "\"later\""));
        deliver(1, document);
        assertThat(ask()).isEqualTo("by name");
        byte[] config =
                Documents.utf8(
                        Documents.text(Documents.to("http://later.invalid:80"))
                                .replace("\"up\"", "\"later\""));

        assertThat(gateway.put("/config", 2, config).status()).isEqualTo(200);

        assertThat(ask()).isEqualTo("a");
    }

    @Test
    void newConfigurationKeepsDeliveredEndpoints() throws IOException {
        deliver(1, Documents.endpoints(a));

        gateway.put("/config", 2, Documents.named("http://up.invalid:80", "two"));

        assertThat(ask()).isEqualTo("a");
    }

    @Test
    void olderEndpointsAreOutdatedAndTheSameAgainAreNot() throws IOException {
        byte[] document = Documents.endpoints(a);
        deliver(5, document);

        assertThat(gateway.put("/endpoints", 5, document).status()).isEqualTo(200);
        assertThat(gateway.put("/endpoints", 5, Documents.endpoints(b)).status()).isEqualTo(409);
        Response older = gateway.put("/endpoints", 4, Documents.endpoints(b));
        assertThat(older.status()).isEqualTo(409);
        assertThat(older.text()).contains("\"revision\":5,", SignedRequest.sha256(document));
        assertThat(ask()).isEqualTo("a");
        gateway.pages()
                .awaitMetric("xynergy_gateway_endpoints_deliveries_total{result=\"outdated\"}", 2);
    }

    @Test
    void endpointsHaveRevisionsOfTheirOwn() throws IOException {
        deliver(9, Documents.endpoints(a));

        assertThat(gateway.put("/config", 2, Documents.to(b.url())).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]| |expected a map, found a list",
                "{\"service\":{}}|service|unknown field",
                "{\"services\":[]}|services|expected a map",
                "{\"services\":{\"up\":{}}}|services.up|expected a list",
                "{\"services\":{\"up\":[{\"host\":\"127.0.0.1\"}]}}|services.up[0].port|this field",
                "{\"services\":{\"up\":[{\"port\":1}]}}|services.up[0].host|this field",
                "{\"services\":{\"up\":[{\"host\":\"localhost\",\"port\":1}]}}|services.up[0].host|"
                        + "expected an IP address",
                "{\"services\":{\"up\":[{\"host\":\"\",\"port\":1}]}}|services.up[0].host|"
                        + "expected an IP address",
                "{\"services\":{\"up\":[{\"host\":\"::1\",\"port\":0}]}}|services.up[0].port|"
                        + "0: expected 1 to 65535",
                "{\"services\":{\"up\":[{\"host\":\"::1\",\"port\":65536}]}}|services.up[0].port|"
                        + "65536: expected 1 to 65535",
                "{\"services\":{\"up\":[{\"host\":\"::1\",\"port\":80,\"zone\":1}]}}|"
                        + "services.up[0].zone|unknown field"
            })
    void documentThatIsNotOfEndpointsIsRefusedWithItsPlaces(
            String json, String path, String message) throws IOException {
        deliver(1, Documents.endpoints(a));

        Response response = gateway.put("/endpoints", 2, Documents.utf8(json));

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text())
                .contains(
                        "{\"path\":\"%s\",\"message\":\"%s"
                                .formatted(path == null ? "" : path, message))
                .contains("\"revision\":1");
        assertThat(ask()).isEqualTo("a");
    }

    @Test
    void endpointsThatAreNotJsonAreRefused() throws IOException {
        assertThat(gateway.put("/endpoints", 1, Documents.utf8("{")).status()).isEqualTo(400);
        assertThat(ask()).isEqualTo("by name");
    }
}
