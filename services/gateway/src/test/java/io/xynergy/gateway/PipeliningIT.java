package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnASharedGateway;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.SharedGateway;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Several requests on their way at once on one connection (RFC 9112, 9.3.2). */
@OnASharedGateway
final class PipeliningIT {

    private final Lanes.Choice carrier;
    private final GatewayFixture gateway;
    private final FakeUpstream upstream;

    PipeliningIT(SharedGateway shared) throws IOException {
        shared.reset();
        carrier = shared.carrier();
        gateway = shared.gateway();
        upstream = shared.upstream();
        upstream.reply(PipeliningIT::echo);
    }

    /** Answers with the target and the body, so that nothing can be mixed up unseen. */
    private static String echo(ReceivedRequest request) {
        String body = request.requestLine().split(" ")[1] + ":" + request.text();
        return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(body.length(), body);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private static String post(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(path, body.length(), body);
    }

    private static String chunked(String path, String body) {
        return "POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
                .formatted(path, body.length(), body);
    }

    @Test
    void requestsInOneWriteAreAnsweredInOrder() throws IOException {
        var requests = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            requests.append(get("/" + i));
        }
        RawClient client = gateway.connect();

        client.send(requests.toString());

        for (int i = 0; i < 50; i++) {
            assertThat(client.read().text()).isEqualTo("/" + i + ":");
        }
    }

    @Test
    void bodiesBetweenRequestsBelongToTheirRequest() throws IOException {
        RawClient client = gateway.connect();

        client.send(
                get("/a")
                        + post("/b", "GET /not HTTP/1.1\r\n\r\n")
                        + chunked("/c", "one")
                        + get("/d")
                        + chunked("/e", "two")
                        + post("/f", "three"));

        assertThat(client.read().text()).isEqualTo("/a:");
        assertThat(client.read().text()).isEqualTo("/b:GET /not HTTP/1.1\r\n\r\n");
        assertThat(client.read().text()).isEqualTo("/c:one");
        assertThat(client.read().text()).isEqualTo("/d:");
        assertThat(client.read().text()).isEqualTo("/e:two");
        assertThat(client.read().text()).isEqualTo("/f:three");
    }

    @Test
    void requestsThatComeByteByByteAreAnswered() throws IOException {
        RawClient client = gateway.connect();

        client.sendByteByByte(get("/a") + post("/b", "12345") + chunked("/c", "6789") + get("/d"));

        assertThat(client.read().text()).isEqualTo("/a:");
        assertThat(client.read().text()).isEqualTo("/b:12345");
        assertThat(client.read().text()).isEqualTo("/c:6789");
        assertThat(client.read().text()).isEqualTo("/d:");
    }

    @Test
    void manySmallRequestsBehindALargeChunkedBodyAreAnswered() throws IOException {
        var requests = new StringBuilder(chunked("/large", "x".repeat(40_000)));
        for (int i = 0; i < 2_000; i++) {
            requests.append(get("/" + i));
        }
        RawClient client = gateway.connect();
        Thread sending = Thread.ofVirtual().start(() -> client.sendInVain(requests.toString()));

        assertThat(client.read().text()).hasSize(40_007);
        for (int i = 0; i < 2_000; i++) {
            assertThat(client.read().text()).isEqualTo("/" + i + ":");
        }
        assertThat(sending.isAlive()).isFalse();
    }

    @Test
    void aLargeBodyBehindALargeChunkedBodyArrivesWhole() throws IOException {
        String second = "y".repeat(30_000);
        for (int i = 0; i < 5; i++) {
            RawClient client = gateway.connect();
            client.send(
                    chunked("/first", "x".repeat(20_000))
                            + post("/second", second)
                            + chunked("/third", second)
                            + get("/last"));

            assertThat(client.read().text()).hasSize(20_007);
            assertThat(client.read().text()).isEqualTo("/second:" + second);
            assertThat(client.read().text()).isEqualTo("/third:" + second);
            assertThat(client.read().text()).isEqualTo("/last:");
            client.close();
        }
    }

    @Test
    void whatFollowsARequestThatClosesIsNotServed() throws Exception {
        RawClient client = gateway.connect();

        client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + get("/b"));

        Response response = client.read();
        assertThat(response.text()).isEqualTo("/a:");
        assertThat(response.value("Connection")).isEqualTo("close");
        client.expectEnd();
        client.close();
        gateway.awaitIdle();
        assertThat(upstream.take().requestLine()).contains("/a");
        assertThat(upstream.untaken()).isEmpty();
    }

    @Test
    void aBadRequestBehindAGoodOneIsRefusedInItsTurn() throws IOException {
        RawClient client = gateway.connect();

        client.send(get("/a") + "GET /b HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + get("/c"));

        assertThat(client.read().text()).isEqualTo("/a:");
        client.expectRefusal(400);
        assertThat(upstream.received()).doesNotContain("/b").doesNotContain("/c");
    }

    @Test
    void theBodyBeforeARefusedHeadIsNotLoggedAsItsOwn() throws Exception {
        try (GatewayFixture logging =
                GatewayFixture.on(carrier).upstream(FakeUpstream.start()).accessLog().start()) {
            RawClient client = logging.connect();

            client.send(post("/a", "twelve bytes") + "GET /b HTTP/1.1\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(200);
            client.expectRefusal(400);
            assertThat(logging.awaitLogLine("\"status\":200")).contains("\"bytesIn\":12,");
            assertThat(logging.awaitLogLine("\"status\":400")).contains("\"bytesIn\":0,");
        }
    }
}
