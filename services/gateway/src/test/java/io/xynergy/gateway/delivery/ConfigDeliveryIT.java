package io.xynergy.gateway.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Answer;
import io.xynergy.gateway.testing.DeliveredGateway;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.SignedRequest;
import io.xynergy.gateway.wire.Lanes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code PUT /config}: what an operator delivers, and what it is told. */
@OnBothCarriers
final class ConfigDeliveryIT {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

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
        assertThat(gateway.admin("/config").text())
                .contains("\"digest\":\"" + SignedRequest.sha256(toA) + "\"")
                .contains("\"revision\":5,")
                .contains("\"source\":\"file\"");
    }

    @Test
    void newerRevisionIsInForceWhenItIsAnswered() throws IOException {
        Answer answer = gateway.put("/config", 6, toB);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text())
                .startsWith(
                        "{\"digest\":\"%s\",\"revision\":6,\"since\":\""
                                .formatted(SignedRequest.sha256(toB)));
        assertThat(ask()).isEqualTo("b");
        assertThat(gateway.admin("/config").text()).contains("\"source\":\"delivered\"");
    }

    @Test
    void packedDocumentHasTheDigestOfTheOneInside() throws IOException {
        Answer answer =
                gateway.send(
                        SignedRequest.packed(DeliveredGateway.KEY, "/config", 6, toB, gzip(toB))
                                .with("Content-Encoding", "gzip"));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(ask()).isEqualTo("b");
    }

    @Test
    void unsignedDeliveryIsRefused() throws IOException {
        Answer answer =
                gateway.send(
                        SignedRequest.of(DeliveredGateway.KEY, "/config", 6, toB)
                                .without("X-Xynergy-Signature"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(ask()).isEqualTo("a");
    }

    @Test
    void olderRevisionIsToldWhatIsInForce() throws IOException {
        Answer answer = gateway.put("/config", 4, toB);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text())
                .startsWith(
                        "{\"digest\":\"%s\",\"revision\":5,\"since\":\""
                                .formatted(SignedRequest.sha256(toA)));
    }
}
