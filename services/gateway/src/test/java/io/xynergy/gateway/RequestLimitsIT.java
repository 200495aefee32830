package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.Await;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Requests that are too large are told so, and counted. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class RequestLimitsIT {

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        upstream = FakeUpstream.start();
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .routes(
                                "- {name: all, match: [{path: {prefix: /}}], to: [{service: up0}],"
                                        + " maxRequestBody: '100000', auth: {mode: None}}")
                        .start();
    }

    @BeforeEach
    void reset() throws IOException {
        gateway.reset();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    private long limit(String name) throws IOException {
        return gateway.metric("xynergy_gateway_limits_hit_total{limit=\"" + name + "\"}");
    }

    private void isRefused(String limit, int status, String request) throws IOException {
        long before = limit(limit);
        RawClient client = gateway.connect();

        client.sendInVain(request);

        client.expectRefusal(status);
        assertThat(limit(limit) - before).isOne();
        assertThat(upstream.received()).isEmpty();
    }

    @Test
    void aTargetThatIsTooLong() throws IOException {
        String target = "/" + "t".repeat(9_000);
        isRefused("request_line", 414, "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        isRefused("request_line", 414, "GET " + target);
        isRefused("request_line", 501, "G".repeat(20_000));
    }

    /** The same line is taken or refused however it is cut into packets. */
    @Test
    void aLineAtItsLimitInOnePieceAndInMany() throws IOException {
        int room = 8 * 1024 - "GET / HTTP/1.1\r\n".length();
        String most = "GET /" + "t".repeat(room) + " HTTP/1.1\r\n";
        String over = "GET /" + "t".repeat(room + 1) + " HTTP/1.1\r\n";
        for (int cut : new int[] {0, 4000, most.length() - 3}) {
            RawClient client = gateway.connect();
            client.send(most.substring(0, cut));
            Await.pause(Duration.ofMillis(20));
            client.send(most.substring(cut) + "Host: a\r\n\r\n");
            assertThat(client.read().status()).as("cut at %d", cut).isEqualTo(200);

            RawClient other = gateway.connect();
            other.send(over.substring(0, cut));
            Await.pause(Duration.ofMillis(20));
            other.sendInVain(over.substring(cut) + "Host: a\r\n\r\n");
            other.expectRefusal(414);
        }
    }

    @Test
    void aTargetThatIsNearlyTooLong() throws Exception {
        String line = "GET /" + "t".repeat(8_000) + " HTTP/1.1";

        Response response = gateway.connect().send(line + "\r\nHost: a\r\n\r\n").read();

        assertThat(response.status()).isEqualTo(200);
        assertThat(upstream.take().requestLine()).isEqualTo(line);
    }

    @Test
    void fieldsThatAreTooLarge() throws IOException {
        String large = "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(17_000);
        isRefused("headers", 431, large + "\r\n\r\n");
        isRefused("headers", 431, large);
        String many = "X-Field: 0123456789012345678901234567890123456789\r\n".repeat(400);
        isRefused("headers", 431, "GET / HTTP/1.1\r\nHost: a\r\n" + many + "\r\n");
    }

    @Test
    void fieldsThatAreNearlyTooLarge() throws Exception {
        String value = "x".repeat(16_000);
        RawClient client = gateway.connect();

        for (int i = 0; i < 3; i++) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + value + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(upstream.take().value("X")).isEqualTo(value);
        }
    }

    @Test
    void tooManyFields() throws IOException {
        isRefused(
                "headers", 431, "GET / HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(100) + "\r\n");
    }

    @Test
    void nearlyTooManyFields() throws Exception {
        RawClient client = gateway.connect();

        client.send("GET / HTTP/1.1\r\nHost: a\r\n" + "X: 1\r\n".repeat(99) + "\r\n");

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(upstream.take().values("X")).hasSize(99);
    }

    @Test
    void anAnnouncedBodyThatIsTooLarge() throws IOException {
        isRefused("body", 413, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n");
        isRefused(
                "body",
                413,
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n"
                        + "x".repeat(200_000));
    }

    @Test
    void anAnnouncedBodyThatIsTooLargeForAClientThatWaits() throws IOException {
        isRefused(
                "body",
                413,
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000000\r\n"
                        + "Expect: 100-continue\r\n\r\n");
    }

    @Test
    void aChunkedBodyThatTurnsOutTooLarge() throws Exception {
        upstream.serve(peer -> {
            peer.head();
            peer.awaitEnd();
        });
        long before = limit("body");
        RawClient client = gateway.connect();
        String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";

        client.sendInVain(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + chunk.repeat(11));

        client.expectRefusal(413);
        assertThat(limit("body") - before).isOne();
        assertThat(upstream.received()).doesNotContain("\r\n0\r\n");
    }

    @Test
    void bodiesOfExactlyTheLimit() throws Exception {
        String body = "x".repeat(100_000);
        RawClient client = gateway.connect();

        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + body);
        assertThat(client.read().status()).isEqualTo(200);
        client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n186a0\r\n"
                        + body
                        + "\r\n0\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);

        assertThat(upstream.untaken())
                .extracting(ReceivedRequest::text)
                .containsExactly(body, body);
    }
}
