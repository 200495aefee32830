package io.xynergy.gateway.proxyprotocol;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.xynergy.gateway.exchange.ClientTimeouts;
import io.xynergy.gateway.testing.FakeUpstream;
import io.xynergy.gateway.testing.GatewayFixture;
import io.xynergy.gateway.testing.OnBothCarriers;
import io.xynergy.gateway.testing.RawClient;
import io.xynergy.gateway.testing.ReceivedRequest;
import io.xynergy.gateway.testing.Response;
import io.xynergy.gateway.testing.TestCertificates;
import io.xynergy.gateway.wire.Lanes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;

/** Connections of load balancers, which begin with a header that says whose they are. */
@OnBothCarriers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // the fields are set before each invocation
class ProxyProtocolIT {

    private static final String BALANCER = "127.0.0.2";
    private static final String CLIENT = "127.0.0.1";
    private static final String GET = "GET /t HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LINE = "PROXY TCP4 203.0.113.9 198.51.100.1 4711 443\r\n";
    private static final String RESULTS = "xynergy_gateway_proxy_protocol_total{result=\"%s\"}";

    @Parameter private Lanes.Choice carrier = Lanes.Choice.AUTO;
    private TestCertificates certificates;
    private FakeUpstream upstream;
    private GatewayFixture gateway;

    @BeforeParameterizedClassInvocation
    void start() throws IOException, InterruptedException {
        certificates = TestCertificates.make();
        upstream = FakeUpstream.start();
        gateway =
                GatewayFixture.on(carrier)
                        .upstream(upstream)
                        .accessLog()
                        .gateway("tls: {secret: edge}")
                        .file("secrets/edge/tls.crt", certificates.chain("good"))
                        .file("secrets/edge/tls.key", certificates.key("good"))
                        .gateway("proxyProtocol: {from: [" + BALANCER + "/32]}")
                        .gateway("trustedProxies: [198.51.100.0/24, 127.0.0.0/8]")
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

    private static Socket socket(String from, int port) throws IOException {
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), port, InetAddress.ofLiteral(from), 0);
    }

    private RawClient connect(String from) throws IOException {
        return RawClient.over(socket(from, gateway.port()));
    }

    /** What the upstream gets of a request behind a header. */
    private ReceivedRequest behind(byte[] header, String request) throws Exception {
        try (RawClient client = connect(BALANCER)) {
            assertThat(client.send(header).send(request).read().status()).isEqualTo(200);
        }
        return upstream.take();
    }

    private void expectClosed(String result, byte[] sent) throws IOException {
        String metric = RESULTS.formatted(result);
        long before = gateway.metric(metric);
        try (RawClient client = connect(BALANCER)) {
            client.send(sent).awaitEnd();
        }
        gateway.awaitMetric(metric, before + 1);
        assertThat(upstream.untaken()).isEmpty();
    }

    @Test
    void theAnnouncedClientIsThePeer() throws Exception {
        ReceivedRequest request = behind(LINE.getBytes(US_ASCII), GET);

        assertThat(request.value("X-Forwarded-For")).isEqualTo("203.0.113.9");
        assertThat(request.value("X-Real-IP")).isEqualTo("203.0.113.9");
        assertThat(request.value("X-Forwarded-Port")).isEqualTo("443");
        assertThat(request.value("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.value("Forwarded")).isEqualTo("for=203.0.113.9;proto=http;host=\"a\"");
        assertThat(gateway.awaitLogLine("203.0.113.9")).contains("/t").doesNotContain(BALANCER);
    }

    @Test
    void version2SaysWhetherTheClientCameByTls() throws Exception {
        byte[] header =
                Headers.announcing("2001:db8::7", 1, "2001:db8::1", 8443, Headers.tls(true));
        ReceivedRequest request = behind(header, GET);

        assertThat(request.value("X-Forwarded-For")).isEqualTo("2001:db8::7");
        assertThat(request.value("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(request.value("X-Forwarded-Port")).isEqualTo("8443");
        assertThat(request.value("Forwarded"))
                .isEqualTo("for=\"[2001:db8::7]\";proto=https;host=\"a\"");
    }

    /** Some load balancers do not know which port the client connected to, and say 0. */
    @Test
    void aPortThatIsNotKnownIsTheSchemes() throws Exception {
        String line = "PROXY TCP4 203.0.113.9 198.51.100.1 4711 0\r\n";
        byte[] plain = Headers.announcing("203.0.113.9", 1, "198.51.100.1", 0);
        byte[] secured = Headers.announcing("203.0.113.9", 1, "198.51.100.1", 0, Headers.tls(true));

        assertThat(behind(line.getBytes(US_ASCII), GET).value("X-Forwarded-Port")).isEqualTo("80");
        assertThat(behind(plain, GET).value("X-Forwarded-Port")).isEqualTo("80");
        assertThat(behind(secured, GET).value("X-Forwarded-Port")).isEqualTo("443");
    }

    /** Not the load balancer's address, which trustedProxies names too. */
    @Test
    void theAnnouncedClientIsWhoIsTrustedOrNot() throws Exception {
        String claim = GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: 192.0.2.66\r\n\r\n");
        byte[] trusted = Headers.announcing("198.51.100.20", 1, "198.51.100.1", 443);

        assertThat(behind(LINE.getBytes(US_ASCII), claim).value("X-Forwarded-For"))
                .isEqualTo("203.0.113.9");
        assertThat(behind(trusted, claim).value("X-Forwarded-For"))
                .isEqualTo("192.0.2.66, 198.51.100.20");
        assertThat(behind(Headers.binary(Headers.LOCAL, 0), claim).value("X-Forwarded-For"))
                .isEqualTo("192.0.2.66, 127.0.0.2");
    }

    @Test
    void whatTheLoadBalancerAsksForItselfIsServed() throws Exception {
        for (byte[] header :
                List.of(
                        "PROXY UNKNOWN\r\n".getBytes(US_ASCII),
                        Headers.binary(Headers.LOCAL, 0),
                        Headers.binary(Headers.PROXY, 0))) {
            assertThat(behind(header, GET).value("X-Forwarded-For")).isEqualTo(BALANCER);
        }
    }

    @Test
    void aHeaderMayComeInPiecesAndWithWhatFollows() throws Exception {
        try (RawClient client = connect(BALANCER)) {
            client.sendByteByByte(LINE + GET);
            assertThat(client.read().status()).isEqualTo(200);
        }
        String body = "x".repeat(3000);
        String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000\r\n\r\n" + body + GET;
        try (RawClient client = connect(BALANCER)) {
            client.send(LINE + post);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.send(GET).read().status()).isEqualTo(200);
        }
        upstream.take();
        assertThat(upstream.take().text()).isEqualTo(body);
        assertThat(upstream.take().value("X-Forwarded-For")).isEqualTo("203.0.113.9");
        assertThat(upstream.take().value("X-Forwarded-For")).isEqualTo("203.0.113.9");
    }

    @Test
    void itComesBeforeTls() throws Exception {
        try (Socket raw = socket(BALANCER, gateway.tlsPort())) {
            raw.getOutputStream().write(LINE.getBytes(US_ASCII));
            var secured =
                    (SSLSocket)
                            certificates
                                    .client()
                                    .getSocketFactory()
                                    .createSocket(raw, "localhost", gateway.tlsPort(), true);
            try (RawClient client = RawClient.over(secured)) {
                assertThat(client.send(GET).read().status()).isEqualTo(200);
            }
        }
        ReceivedRequest request = upstream.take();
        assertThat(request.value("X-Forwarded-For")).isEqualTo("203.0.113.9");
        assertThat(request.value("X-Forwarded-Proto")).isEqualTo("https");
    }

    @Test
    void onTheTlsPortItIsRequiredToo() throws Exception {
        long before = gateway.metric(RESULTS.formatted("missing"));
        try (RawClient client = RawClient.over(socket(BALANCER, gateway.tlsPort()))) {
            client.send("\u0016\u0003\u0001\u0002\u0000").awaitEnd();
        }
        gateway.awaitMetric(RESULTS.formatted("missing"), before + 1);
    }

    @Test
    void whoeverIsNoLoadBalancerIsAnOrdinaryClient() throws Exception {
        try (RawClient client = connect(CLIENT)) {
            assertThat(client.send(GET).read().status()).isEqualTo(200);
        }
        assertThat(upstream.take().value("X-Forwarded-For")).isEqualTo(CLIENT);
        try (RawClient client = connect(CLIENT)) {
            assertThat(client.send(LINE + GET).read().status()).isEqualTo(400);
        }
        try (RawClient client = connect(CLIENT)) {
            client.send(Headers.announcing("203.0.113.9", 1, "203.0.113.1", 2)).send(GET);
            assertThat(client.read().status()).isEqualTo(400);
        }
        assertThat(upstream.untaken()).isEmpty();
    }

    @Test
    void aConnectionWithoutAHeaderThatCanBeTakenIsClosedAndCounted() throws Exception {
        long closed = gateway.metric(closedByHeader());

        expectClosed("missing", GET.getBytes(US_ASCII));
        expectClosed("invalid", ("PROXY TCP4 a b c d\r\n" + GET).getBytes(US_ASCII));
        expectClosed("too_large", ("PROXY UNKNOWN " + "x".repeat(200)).getBytes(US_ASCII));
        expectClosed(
                "too_large", Headers.binary(Headers.PROXY, 0x11, new byte[12], new byte[8000]));
        expectClosed(
                "checksum",
                Headers.announcing(
                        "203.0.113.9",
                        1,
                        "203.0.113.1",
                        2,
                        Headers.value(Headers.CHECKSUM, (byte) 1, (byte) 2, (byte) 3, (byte) 4)));
        gateway.awaitMetric(closedByHeader(), closed + 5);
    }

    private static String closedByHeader() {
        return "xynergy_gateway_connections_closed_total{reason=\"proxy_header\"}";
    }

    @Test
    void aHeaderThatStopsIsNotWaitedForLongerThanAHead() throws Exception {
        try (GatewayFixture impatient =
                        GatewayFixture.on(carrier)
                                .upstream(FakeUpstream.start())
                                .timeouts(ClientTimeouts.defaults().head(Duration.ofMillis(300)))
                                .gateway("proxyProtocol: {from: [" + BALANCER + "/32]}")
                                .start();
                RawClient client = RawClient.over(socket(BALANCER, impatient.port()))) {
            client.send("PROXY TCP4 203").awaitEnd();

            impatient.awaitMetric(RESULTS.formatted("timeout"), 1);
        }
    }

    @Test
    void aHeaderThatEndsIsCounted() throws IOException {
        long before = gateway.metric(RESULTS.formatted("truncated"));
        try (RawClient client = connect(BALANCER)) {
            client.send("PROXY TCP4 203").endOutput();
            client.awaitEnd();
        }
        gateway.awaitMetric(RESULTS.formatted("truncated"), before + 1);
    }

    @Test
    void aLookAtThePortIsNoFailure() throws IOException {
        long before = gateway.metric(closedByHeader());
        try (RawClient client = connect(BALANCER)) {
            client.endOutput();
            client.awaitEnd();
        }
        gateway.awaitIdle();
        assertThat(gateway.metric(closedByHeader())).isEqualTo(before);
    }

    @Test
    void whereItIsOptionalBothAreServed() throws Exception {
        try (GatewayFixture lenient =
                GatewayFixture.on(carrier)
                        .upstream(FakeUpstream.replying(request -> shown(request)))
                        .gateway("proxyProtocol: {from: [" + BALANCER + "/32], mode: Optional}")
                        .start()) {
            for (String header : List.of("", LINE)) {
                try (RawClient client = RawClient.over(socket(BALANCER, lenient.port()))) {
                    Response response = client.send(header + GET).read();
                    assertThat(response.text())
                            .isEqualTo(header.isEmpty() ? BALANCER : "203.0.113.9");
                    assertThat(client.send(GET).read().text()).isEqualTo(response.text());
                }
            }
            assertThat(lenient.metric(RESULTS.formatted("absent"))).isEqualTo(1);
            assertThat(lenient.metric(RESULTS.formatted("v1"))).isEqualTo(1);
        }
    }

    private static String shown(ReceivedRequest request) {
        String address = request.value("X-Real-IP");
        return "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(address.length(), address);
    }
}
