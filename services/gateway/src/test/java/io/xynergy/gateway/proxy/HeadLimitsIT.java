package io.xynergy.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Limits of heads that a policy sets. */
@OnBothCarriers
final class HeadLimitsIT {

    private static final int KI = 1024;

    private final FakeUpstream upstream;
    private final GatewayFixture gateway;

    HeadLimitsIT(Lanes.Choice carrier) throws IOException {
        upstream = FakeUpstream.start();
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .gateway(
                                "limits: {requestLine: 1Ki, requestHead: 40Ki, requestFields: 200,"
                                        + " responseHead: 20Ki, responseFields: 20}")
                        .start();
    }

    @BeforeEach
    void serveOk() {
        upstream.reply(_ -> FakeUpstream.OK);
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
    }

    private static String get(int length) {
        String begin = "GET / HTTP/1.1\r\nHost: a\r\nX-Long: ";
        return begin + "x".repeat(length - begin.length() - 4) + "\r\n\r\n";
    }

    @Test
    void headUpToTheLimitPassesWhole() throws IOException {
        String head = get(40 * KI);

        assertThat(gateway.connect().send(head).read().status()).isEqualTo(200);
        assertThat(upstream.received()).contains("x".repeat(40 * KI - 200));
        assertThat(gateway.connect().sendByteByByte(get(2 * KI)).read().status()).isEqualTo(200);
    }

    @Test
    void headBeyondTheLimitIsRefused() throws IOException {
        gateway.connect().send(get(40 * KI + 1)).expectRefusal(431);
    }

    @Test
    void requestLineBeyondTheLimitIsRefused() throws IOException {
        String line = "GET /" + "x".repeat(KI) + " HTTP/1.1\r\nHost: a\r\n\r\n";

        gateway.connect().send(line).expectRefusal(414);
    }

    @Test
    void fieldsUpToTheLimitPass() throws IOException {
        String fields = "A: b\r\n".repeat(199);
        String head = "GET / HTTP/1.1\r\nHost: a\r\n" + fields;

        assertThat(gateway.connect().send(head + "\r\n").read().status()).isEqualTo(200);
        gateway.connect().send(head + "A: b\r\n\r\n").expectRefusal(431);
    }

    @Test
    void responseHeadUpToTheLimitPasses() throws IOException {
        upstream.reply(_ -> response("X-Long: " + "x".repeat(19 * KI) + "\r\n"));

        Response response = gateway.connect().send(get(100)).read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.value("X-Long")).hasSize(19 * KI);
    }

    @Test
    void responseHeadBeyondTheLimitHasItsOwnFailure() throws IOException {
        upstream.reply(_ -> response("X-Long: " + "x".repeat(20 * KI) + "\r\n"));

        Response response = gateway.connect().send(get(100)).read();
        assertThat(response.status()).isEqualTo(502);
        assertThat(response.error("code")).isEqualTo("upstream_head_too_large");
        String limits = "xynergy_gateway_limits_hit_total{limit=\"response_head\"}";
        gateway.awaitMetric(limits, 1);
    }

    @Test
    void responseFieldsBeyondTheLimitHaveTheSameFailure() throws IOException {
        upstream.reply(_ -> response("A: b\r\n".repeat(20)));

        Response response = gateway.connect().send(get(100)).read();
        assertThat(response.error("code")).isEqualTo("upstream_head_too_large");
    }

    private static String response(String fields) {
        return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 2\r\n\r\nok";
    }
}
