package io.xynergy.gateway.proxy;

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
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which protocols a client may change to: decided over all that it names, and by the names. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class UpgradeProtocolsIT {

    private static final String ROUTES =
            """
            - name: more
              match: [{path: {prefix: /more}}]
              to: [{service: up0}]
              upgrades: [echo, websocket]
              auth: {mode: None}
            - name: none
              match: [{path: {prefix: /none}}]
              to: [{service: up0}]
              upgrades: []
              auth: {mode: None}
            - name: all
              match: [{path: {prefix: /}}]
              to: [{service: up0}]
              auth: {mode: None}
            """;

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException {
        upstream = FakeUpstream.start();
        gateway = GatewayFixture.on(carrier).upstream(upstream).routes(ROUTES).start();
    }

    @BeforeEach
    void reset() throws IOException {
        gateway.reset();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        gateway.close();
    }

    private static String lines(String text) {
        return text.isEmpty() ? "" : text.replace("|", "\r\n") + "\r\n";
    }

    /** What the upstream gets of a request with these field lines, between bars. */
    private ReceivedRequest forwarded(String requestLine, String fields) throws Exception {
        RawClient client = gateway.connect();
        Response response =
                client.send(requestLine + "\r\nHost: a\r\n" + lines(fields) + "\r\n").read();
        assertThat(response.status()).as(response.text()).isEqualTo(200);
        return upstream.take();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection: Upgrade|Upgrade: h2c",
                "Connection: Upgrade|Upgrade: h2c|Upgrade: x",
                "Connection: Upgrade|Upgrade: x|Upgrade: h2c",
                "Connection: Upgrade|Upgrade: h2c/2",
                "Connection: Upgrade|Upgrade: H2C, x",
                "Connection: Upgrade|Upgrade: HTTP/2.0",
                "Connection: Upgrade|Upgrade: TLS/1.2",
                "Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAMAAABk",
                "Connection: Upgrade|Upgrade: h2c|Http2-Settings: AAMAAABk",
                "Connection: Upgrade|Upgrade:",
                "Connection: Upgrade|Upgrade: ,",
                "Connection: Upgrade|Upgrade: websocket h2c",
                "Connection: Upgrade|Upgrade: \"websocket\"",
                "Connection: Upgrade|Upgrade: websocket/",
                "Connection: Upgrade|Upgrade: websocket/13/h2c",
                "Connection: Upgrade|Upgrade: websocket;h2c",
                "Connection: Upgrade|Upgrade: echo",
                "Upgrade: websocket",
                "Connection: keep-alive|Upgrade: websocket",
                "Connection: Upgrade, close, HTTP2-Settings|HTTP2-Settings: AAMAAABk"
            })
    void whatMayNotPassIsForwardedWithoutUpgrade(String fields) throws Exception {
        assertThat(forwarded("GET / HTTP/1.1", fields).head())
                .doesNotContainIgnoringCase("upgrade")
                .doesNotContainIgnoringCase("http2-settings")
                .doesNotContainIgnoringCase("h2c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/;Upgrade: websocket;websocket",
                "/;Upgrade: WebSocket;websocket",
                "/;Upgrade: h2c|Upgrade: websocket;websocket",
                "/;Upgrade: websocket|Upgrade: h2c;websocket",
                "/;Upgrade: h2c, , websocket/13 ,x;websocket/13",
                "/more;Upgrade: ECHO/1, h2c|Upgrade: websocket;echo/1, websocket"
            })
    void whatMayPassIsWrittenAnew(String path, String fields, String upgrade) throws Exception {
        ReceivedRequest request =
                forwarded("GET " + path + " HTTP/1.1", "Connection: x, UPGRADE|" + fields);

        assertThat(request.value("Upgrade")).isEqualTo(upgrade);
        assertThat(request.value("Connection")).isEqualTo("Upgrade");
    }

    @ParameterizedTest
    @CsvSource({"GET /none HTTP/1.1", "GET / HTTP/1.0"})
    void neitherAgainstTheRouteNorInHttp10(String requestLine) throws Exception {
        assertThat(forwarded(requestLine, "Connection: Upgrade|Upgrade: websocket").head())
                .doesNotContainIgnoringCase("upgrade");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 2|", "Transfer-Encoding: chunked|"})
    void notWithABody(String framing) throws Exception {
        RawClient client = gateway.connect();
        client.send(
                "POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        + lines(framing)
                        + (framing.startsWith("C") ? "ok" : "2\r\nok\r\n0\r\n\r\n"));

        assertThat(client.read().status()).isEqualTo(200);
        assertThat(upstream.take().head()).doesNotContainIgnoringCase("upgrade");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "Upgrade: websocket;'';Connection: Upgrade",
                "Upgrade: websocket;h2c;Connection: Upgrade|Upgrade: h2c",
                "Upgrade: websocket;websocket, h2c;Connection: Upgrade|Upgrade: websocket, h2c",
                "Upgrade: websocket;twice;Connection: Upgrade|Upgrade: websocket|Upgrade: h2c",
                "Upgrade: websocket;malformed;Connection: Upgrade|Upgrade: websocket h2c",
                "Upgrade: h2c, websocket;h2c/2;Connection: Upgrade|Upgrade: h2c/2",
                "Upgrade: websocket/13;other version;Connection: Upgrade|Upgrade: websocket/8",
                "Upgrade: h2c;unasked;Connection: Upgrade|Upgrade: h2c",
                "Upgrade: echo;not allowed;Connection: Upgrade|Upgrade: echo",
                "X: y;no upgrade;Connection: Upgrade|Upgrade: websocket"
            })
    void aSwitchToWhatWasNotAskedForIsABadResponse(String asked, String name, String switched)
            throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send("HTTP/1.1 101 Switching Protocols\r\n" + lines(switched) + "\r\nsecret");
            peer.awaitEnd();
        });
        RawClient client = gateway.connect();
        client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n" + lines(asked) + "\r\n");

        Response response = client.read();
        assertThat(response.status()).as(name).isEqualTo(502);
        assertThat(response.error("code")).isEqualTo("upstream_bad_response");
        assertThat(response.values("Upgrade")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"websocket, websocket", "WebSocket, websocket", "websocket/13, websocket/13"})
    void theClientLearnsWhatWasAgreed(String answered, String told) throws IOException {
        upstream.serve(peer -> {
            peer.request();
            peer.send(
                    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: "
                            + answered
                            + "\r\n\r\nhello");
            peer.awaitEnd();
        });
        RawClient client = gateway.connect();
        client.send(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
                        + "Upgrade: h2c, websocket\r\n\r\n");

        Response response = client.read();
        assertThat(response.status()).isEqualTo(101);
        assertThat(response.value("Upgrade")).isEqualTo(told);
        assertThat(client.readText(5)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade: echo/2, x", "Upgrade: echo/2|Upgrade: x"})
    void whoMustUpgradeIsToldToAllOf(String fields) throws IOException {
        upstream.reply(_ ->
                "HTTP/1.1 426 Upgrade Required\r\nConnection: Upgrade\r\n"
                        + lines(fields)
                        + "Content-Length: 0\r\n\r\n");

        Response response = gateway.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read();

        assertThat(String.join(", ", response.values("Upgrade"))).isEqualTo("echo/2, x");
    }
}
