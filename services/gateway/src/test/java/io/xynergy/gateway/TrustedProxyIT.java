package io.xynergy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a trusted proxy says about its client is kept, and this hop is added. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class TrustedProxyIT {

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        upstream = FakeUpstream.start();
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .accessLog()
                        .gateway("trustedProxies: [127.0.0.0/8]")
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

    private ReceivedRequest sent(String lines) throws Exception {
        Response response =
                gateway.connect().send("GET /t HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n").read();
        assertThat(response.status()).isEqualTo(200);
        return upstream.take();
    }

    @Test
    void theChainBeginsWithTheClientAndGrowsByThisHop() throws Exception {
        ReceivedRequest request =
                sent(
                        "X-Forwarded-For: 1.1.1.1\r\nX-Forwarded-For: 2.2.2.2, 127.0.0.9\r\n"
                                + "X-Forwarded-Proto: https\r\nX-Forwarded-Host: shop\r\n"
                                + "X-Forwarded-Port: 443\r\nForwarded: for=1.1.1.1;proto=http\r\n"
                                + "X-Real-IP: 1.1.1.1\r\nX-Forwarded-Prefix: /p\r\n");

        assertThat(request.value("X-Forwarded-For")).isEqualTo("2.2.2.2, 127.0.0.9, 127.0.0.1");
        assertThat(request.value("X-Real-IP")).isEqualTo("2.2.2.2");
        assertThat(request.value("X-Forwarded-Prefix")).isEqualTo("/p");
        assertThat(request.value("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(request.value("X-Forwarded-Host")).isEqualTo("shop");
        assertThat(request.value("X-Forwarded-Port")).isEqualTo("443");
        assertThat(request.value("Forwarded"))
                .isEqualTo("for=2.2.2.2;proto=https;host=\"shop\", for=127.0.0.9, for=127.0.0.1");
    }

    @Test
    void whatTheProxyDidNotSayIsWrittenFromTheSocket() throws Exception {
        ReceivedRequest request = sent("");

        assertThat(request.value("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.value("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.value("X-Forwarded-Host")).isEqualTo("a");
        assertThat(request.value("X-Forwarded-Port")).isEqualTo("" + gateway.port());
        assertThat(request.value("Forwarded")).isEqualTo("for=127.0.0.1;proto=http;host=\"a\"");
    }

    @Test
    void theRequestIdOfTheProxyIsKept() throws Exception {
        Response response =
                gateway.connect()
                        .send("GET /kept HTTP/1.1\r\nHost: a\r\nX-Request-Id: a-B_c.9\r\n\r\n")
                        .read();

        assertThat(response.value("X-Request-Id")).isEqualTo("a-B_c.9");
        assertThat(upstream.take().value("X-Request-Id")).isEqualTo("a-B_c.9");
        assertThat(gateway.awaitLogLine("/kept")).contains("\"a-B_c.9\"");
    }

    @Test
    void theErrorBodyNamesTheKeptRequestId() throws Exception {
        RawClient client = gateway.connect();

        client.send("GET /%00 HTTP/1.1\r\nHost: a\r\nX-Request-Id: kept-1\r\n\r\n");

        assertThat(client.expectRefusal(400).error("requestId")).isEqualTo("kept-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "a/b", "\u00e4", "{}"})
    void anOddRequestIdIsReplaced(String id) throws Exception {
        ReceivedRequest request = sent("X-Request-Id: " + id + "\r\n");

        assertThat(request.value("X-Request-Id")).matches("[0-9a-f]{32}");
    }

    @Test
    void aLongRequestIdIsReplaced() throws Exception {
        assertThat(sent("X-Request-Id: " + "x".repeat(128) + "\r\n").value("X-Request-Id"))
                .hasSize(128);
        assertThat(sent("X-Request-Id: " + "x".repeat(129) + "\r\n").value("X-Request-Id"))
                .matches("[0-9a-f]{32}");
    }

    @Test
    void theLogHasTheLastAddressThatIsNotTrusted() throws Exception {
        sent("X-Forwarded-For: 9.9.9.9, 7.7.7.7, 127.0.0.5\r\nX-Request-Id: logged\r\n");

        assertThat(gateway.awaitLogLine("logged"))
                .contains("\"7.7.7.7\"")
                .doesNotContain("9.9.9.9");
    }

    @Test
    void theLogDoesNotBelieveWhatIsNoAddress() throws Exception {
        sent("X-Forwarded-For: 9.9.9.9, no\"address\r\nX-Request-Id: unbelieved\r\n");

        assertThat(gateway.awaitLogLine("unbelieved"))
                .contains("\"127.0.0.1\"")
                .doesNotContain("9.9.9.9");
    }

    @Test
    void aForwardedFieldAloneIsAsGood() throws Exception {
        ReceivedRequest request =
                sent(
                        "Forwarded: for=6.6.6.6, for=\"[2001:DB8:0::1]:4711\";proto=https;"
                                + "host=\"shop:8443\", for=127.0.0.9;proto=http\r\n"
                                + "X-Request-Id: alone\r\n");

        assertThat(request.value("X-Forwarded-For")).isEqualTo("2001:db8::1, 127.0.0.9, 127.0.0.1");
        assertThat(request.value("X-Real-IP")).isEqualTo("2001:db8::1");
        assertThat(request.value("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(request.value("X-Forwarded-Host")).isEqualTo("shop:8443");
        assertThat(request.value("X-Forwarded-Port")).isEqualTo("8443");
        assertThat(request.value("Forwarded"))
                .isEqualTo(
                        "for=\"[2001:db8::1]\";proto=https;host=\"shop:8443\", for=127.0.0.9,"
                                + " for=127.0.0.1");
        assertThat(gateway.awaitLogLine("alone")).contains("\"2001:db8::1\"");
    }

    @Test
    void theSchemeBringsItsPort() throws Exception {
        assertThat(sent("X-Forwarded-Proto: https\r\n").value("X-Forwarded-Port")).isEqualTo("443");
        assertThat(sent("X-Forwarded-Proto: gopher\r\n").value("X-Forwarded-Port"))
                .isEqualTo("" + gateway.port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "user@a", "a\"", "[::1", "a:99999"})
    void aHostThatIsNoneIsReplaced(String host) throws Exception {
        ReceivedRequest request = sent("X-Forwarded-Host: " + host + "\r\n");

        assertThat(request.value("X-Forwarded-Host")).isEqualTo("a");
        assertThat(request.value("Forwarded")).endsWith("host=\"a\"");
    }

    @Test
    void connectionCannotHideTheClient() throws Exception {
        ReceivedRequest request =
                sent("Connection: X-Forwarded-For\r\nX-Forwarded-For: 7.7.7.7\r\n");

        assertThat(request.value("X-Real-IP")).isEqualTo("7.7.7.7");
    }
}
