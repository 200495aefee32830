package io.xynergy.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SignedRequest;
import io.xynergy.gateway.wire.Lanes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code PUT /config}: what an operator delivers, and what it is told. */
@OnBothCarriers
final class ConfigDeliveryIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static final String DELIVERIES =
            "xynergy_gateway_config_deliveries_total{result=\"%s\"}";

    private final FakeUpstream a = named("a");
    private final FakeUpstream b = named("b");
    private final byte[] toA = DeliveredGateway.compiled(policy(a));
    private final byte[] toB = DeliveredGateway.compiled(policy(b));
    private final DeliveredGateway gateway;

    ConfigDeliveryIT(Lanes.Choice carrier) throws IOException {
        gateway = DeliveredGateway.start(carrier, toA, 5);
    }

    @AfterEach
    void close() throws IOException {
        gateway.close();
        a.close();
        b.close();
    }

    private static FakeUpstream named(String name) throws IOException {
        return FakeUpstream.replying(
                _ -> "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n%s".formatted(name));
    }

    private static String policy(FakeUpstream upstream) {
        return """
        apiVersion: gateway.xynergy.io/v1alpha1
        kind: GatewayPolicy
        metadata: {name: delivered}
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

    private static byte[] gzip(byte[] document) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(document);
        }
        return packed.toByteArray();
    }

    private String ask() throws IOException {
        try (RawClient client = gateway.connect()) {
            return client.send(GET).read().text();
        }
    }

    @Test
    void gatewayBeginsWithTheFolder() throws IOException {
        assertThat(ask()).isEqualTo("a");
        assertThat(gateway.pages().get("/config").text())
                .contains("\"digest\":\"" + SignedRequest.sha256(toA) + "\"")
                .contains("\"revision\":5,")
                .contains("\"source\":\"file\"");
    }

    @Test
    void newerRevisionIsInForceWhenItIsAnswered() throws IOException {
        Response response = gateway.put("/config", 6, toB);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text())
                .startsWith(
                        "{\"digest\":\"%s\",\"revision\":6,\"since\":\""
                                .formatted(SignedRequest.sha256(toB)));
        assertThat(ask()).isEqualTo("b");
        assertThat(gateway.pages().get("/config").text()).contains("\"source\":\"delivered\"");
    }

    @Test
    void packedDocumentHasTheDigestOfTheOneInside() throws IOException {
        Response response =
                gateway.send(
                        SignedRequest.packed(DeliveredGateway.KEY, "/config", 6, toB, gzip(toB))
                                .with("Content-Encoding", "gzip"));

        assertThat(response.status()).as(response.text()).isEqualTo(200);
        assertThat(ask()).isEqualTo("b");
    }

    @Test
    void sameAgainIsNoMistake() throws IOException {
        Response first = gateway.put("/config", 6, toB);
        Response second = gateway.put("/config", 6, toB);

        assertThat(second.status()).isEqualTo(200);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(ask()).isEqualTo("b");
    }

    @Test
    void configurationInForceMovesOnToANewerRevision() throws IOException {
        String since = since(gateway.pages().get("/config"));

        Response response = gateway.put("/config", 9, toA);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).contains("\"revision\":9,");
        assertThat(since(response)).isEqualTo(since);
        assertThat(gateway.pages().metric("xynergy_gateway_config_revision")).isEqualTo(9);
        assertThat(gateway.put("/config", 8, toB).status()).isEqualTo(409);
    }

    private static String since(Response response) {
        Matcher since = Pattern.compile("\"since\":\"([^\"]+)\"").matcher(response.text());
        assertThat(since.find()).isTrue();
        return since.group(1);
    }

    @Test
    void earlierConfigurationComesBackUnderANewerRevision() throws IOException {
        gateway.put("/config", 6, toB);

        assertThat(gateway.put("/config", 7, toA).status()).isEqualTo(200);

        assertThat(ask()).isEqualTo("a");
        assertThat(gateway.gateway().digest()).isEqualTo(SignedRequest.sha256(toA));
    }

    @Test
    void severalDeliveriesGoOverOneConnection() throws IOException {
        try (RawClient client = gateway.connectAdmin()) {
            for (int revision = 6; revision < 16; revision++) {
                byte[] document = revision % 2 == 0 ? toB : toA;
                byte[] request =
                        SignedRequest.of(DeliveredGateway.KEY, "/config", revision, document)
                                .bytes();
                Response response = client.send(request).read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.text()).contains("\"revision\":" + revision);
            }
        }
        gateway.pages().awaitMetric(DELIVERIES.formatted("taken"), 10);
    }

    @Test
    void refusedConfigurationIsAnsweredWithItsPlacesAndTheOldOneServesOn() throws IOException {
        String unknown = text(toB).replace("\"name\":\"delivered\"", "\"name\":1,\"colour\":2");

        Response response = gateway.put("/config", 6, bytes(unknown));

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text())
                .contains("{\"path\":\"name\",\"message\":\"expected text, found the number 1;")
                .contains("{\"path\":\"colour\",\"message\":\"unknown field")
                .contains("\"digest\":\"%s\"".formatted(SignedRequest.sha256(toA)))
                .contains("\"revision\":5");
        assertThat(ask()).isEqualTo("a");
        assertThat(gateway.pages().get("/config").text())
                .contains("\"revision\":5")
                .contains("\"rejected\":{\"at\":")
                .contains("\"path\":\"colour\"");
        assertThat(gateway.pages().get("/health/deep").text())
                .contains(
                        "{\"name\":\"configuration source\",\"status\":\"DEGRADED\",\"reason\":"
                                + "\"revision 5, file; another one was refused after it\"");
        assertThat(gateway.put("/config", 6, toB).status()).isEqualTo(200);
        assertThat(gateway.pages().get("/config").text()).doesNotContain("rejected");
        assertThat(gateway.pages().get("/health/deep").text())
                .contains("\"detail\":\"revision 6, delivered\"");
    }

    @Test
    void routeToAServiceThatIsNotThereIsNamed() throws IOException {
        String unrouted = text(toB).replace("\"service\":\"up\"", "\"service\":\"down\"");

        Response response = gateway.put("/config", 6, bytes(unrouted));

        assertThat(response.status()).isEqualTo(422);
        assertThat(response.text())
                .contains(
                        "{\"path\":\"routes[0].targets[0].service\","
                                + "\"message\":\"no service named \\\"down\\\"\"}");
        assertThat(ask()).isEqualTo("a");
    }

    private static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void olderRevisionIsToldWhatIsInForce() throws IOException {
        Response response = gateway.put("/config", 4, toB);

        assertThat(response.status()).isEqualTo(409);
        assertThat(response.text())
                .startsWith(
                        "{\"digest\":\"%s\",\"revision\":5,\"since\":\""
                                .formatted(SignedRequest.sha256(toA)));
        assertThat(ask()).isEqualTo("a");
        gateway.pages().awaitMetric(DELIVERIES.formatted("outdated"), 1);
    }

    @Test
    void anotherConfigurationUnderTheSameRevisionIsOutdated() throws IOException {
        assertThat(gateway.put("/config", 5, toB).status()).isEqualTo(409);
        assertThat(ask()).isEqualTo("a");
    }

    @Test
    void metricsTellRevisionAndAge() throws IOException {
        gateway.put("/config", 6, toB);

        String page = gateway.pages().metrics();

        assertThat(page)
                .contains("\nxynergy_gateway_config_revision 6")
                .contains("\nxynergy_gateway_config_age_seconds ")
                .contains("\nxynergy_gateway_endpoints_revision 0")
                .contains("\nxynergy_gateway_endpoints_age_seconds NaN");
    }
}
